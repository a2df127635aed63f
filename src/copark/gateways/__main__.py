"""``python -m copark.gateways``: one gateway process, without Django."""

from __future__ import annotations

import asyncio
import fcntl
import os
import resource
import signal
import sys
import time
from contextlib import suppress
from typing import IO

from pydantic import ValidationError

from copark.gateways import logs
from copark.gateways.exchange import Patience
from copark.gateways.gateway import Folders, Gateway, Settings
from copark.gateways.house import Clock
from copark.gateways.inbox.sqlite import SqliteInbox
from copark.gateways.options import GatewayOptions
from copark.kernel.errors import Refused

PAGE = 4096  #: Page of an inbox file. [byte]
SWITCH_SECONDS = 0.001  #: The writer thread gets its turn sooner than Python's usual 5 ms. [s]


class AlreadyRunning(Refused):
    """Another process fills the inbox of this name."""


def main() -> int:
    """Run until asked to end; 0 for a clean end, 2 for a refusal, said in one line."""
    try:
        options = GatewayOptions()
        logs.configure(options.log_format)
        settings = settings_of(options)
        sys.setswitchinterval(SWITCH_SECONDS)
        raise_file_limit(settings.limits.connections + 100)
        pages = options.gateway_inbox_max_mb * 1024 * 1024 // PAGE or None
        with only_one(settings):
            inbox = SqliteInbox(settings.folders.inbox, settings.name, max_pages=pages)
            run(settings, inbox)
            inbox.close()
    except ValidationError as error:
        first = error.errors()[0]
        sys.stderr.write(f"copark gateway: COPARK_{str(first['loc'][0]).upper()}: {first['msg']}\n")
        return 2
    except Refused as refusal:
        sys.stderr.write(f"copark gateway: {refusal.message} [{refusal.code}]\n")
        return 2
    return 0


def settings_of(options: GatewayOptions) -> Settings:
    """Return what a gateway is told, from what the operator chose."""
    return Settings(
        folders=Folders(options.data.resolve()),
        name=options.gateway_name,
        host=options.gateway_host,
        port=options.gateway_port,
        limits=options.limits(),
        patience=Patience(options.gateway_timeout_seconds, options.gateway_retries),
    )


def only_one(settings: Settings) -> IO[str]:
    """Hold the lock of the inbox; it falls with the process, however that ends."""
    settings.folders.inbox.mkdir(parents=True, exist_ok=True)
    lock = (settings.folders.inbox / f"{settings.name}.lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        message = (
            f"A gateway named {settings.name!r} already runs on {settings.folders.data}. Stop it or"
            " give this one another COPARK_GATEWAY_NAME and COPARK_GATEWAY_PORT."
        )
        raise AlreadyRunning("gateway.running", message, name=settings.name) from error
    return lock


def run(settings: Settings, inbox: SqliteInbox) -> None:
    """Run the loop: uvloop's where there is one."""
    clock = Clock(lambda: time.time_ns() // 1000, time.monotonic)
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(_until_asked(Gateway(settings, inbox, clock)))


def loop_factory() -> type[asyncio.AbstractEventLoop] | None:
    """Return uvloop's loop, or None for asyncio's own."""
    try:
        import uvloop  # noqa: PLC0415 - not on every system
    except ImportError:
        return None
    return uvloop.Loop


def raise_file_limit(wanted: int) -> None:
    """Ask for as many open files as there may be connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    ceiling = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < ceiling:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (ceiling, hard))


async def _until_asked(gateway: Gateway) -> None:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked.set)
    await gateway.start()
    await asked.wait()
    await gateway.stop()


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
