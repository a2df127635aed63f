"""The long-running processes: web, worker, gateway, and all of them under one parent."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

from copark.gateways import logs
from copark.kernel.errors import Refused
from copark.site.options import Options
from copark.site.supervisor import Child, Supervisor

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTINGS = "copark.site.settings.base"
GRACE_SECONDS = 4  #: How long the web server waits for open streams when it ends. [s]
Host = Annotated[str | None, typer.Option(help="Address to listen on; overrides COPARK_HOST.")]
Port = Annotated[
    int | None, typer.Option(min=1, max=65_535, help="Port to listen on; overrides COPARK_PORT.")
]
GatewayHost = Annotated[
    str | None, typer.Option(help="Address for stations; overrides COPARK_GATEWAY_HOST.")
]
GatewayPort = Annotated[
    int | None,
    typer.Option(min=1, max=65_535, help="Port for stations; overrides COPARK_GATEWAY_PORT."),
]


def register(app: typer.Typer) -> None:
    """Add the four commands."""
    app.command(name="all")(everything)
    app.command()(web)
    app.command()(worker)
    app.command()(gateway)


def web(host: Host = None, port: Port = None) -> None:
    """Run the web server: pages, API and the live streams of the large screen."""
    options = choose(host=host, port=port)
    check_port(options.host, options.port, "COPARK_PORT")
    logs.configure(options.log_format)
    set_up_django()
    require_tables()
    import uvicorn  # noqa: PLC0415 - the other commands start without it

    typer.echo(f"Copark answers at {url_of(options)}")
    uvicorn.run(
        "copark.site.asgi:application",
        host=options.host,
        port=options.port,
        lifespan="off",
        ws="none",
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def worker() -> None:
    """Run the worker: it reads the inbox into the records, seals the archive and watches limits."""
    logs.configure(choose().log_format)
    set_up_django()
    require_tables()
    from copark.monitoring import jobs  # noqa: PLC0415 - needs Django set up
    from copark.site import duties  # noqa: PLC0415 - needs Django set up

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    jobs.run_worker(stop, duties.duties())


def gateway(host: GatewayHost = None, port: GatewayPort = None) -> None:
    """Run the gateway: stations of HJ 212, all editions, on one port."""
    options = choose(gateway_host=host, gateway_port=port)
    argv = [sys.executable, "-m", "copark.gateways"]
    os.execve(sys.executable, argv, {**os.environ, **environment_of(options)})  # noqa: S606 - no shell


def everything(
    host: Host = None,
    port: Port = None,
    gateway_host: GatewayHost = None,
    gateway_port: GatewayPort = None,
    *,
    migrate: Annotated[bool, typer.Option(help="Bring the tables up to date first.")] = True,
) -> None:
    """Run web server, worker and gateway under one parent; Ctrl-C ends all of them."""
    options = choose(host=host, port=port, gateway_host=gateway_host, gateway_port=gateway_port)
    check_port(options.host, options.port, "COPARK_PORT")
    check_port(options.gateway_host, options.gateway_port, "COPARK_GATEWAY_PORT")
    set_up_django()
    options.data.mkdir(parents=True, exist_ok=True)
    if migrate:
        from django.core.management import call_command  # noqa: PLC0415 - needs Django set up

        call_command("migrate", interactive=False, verbosity=0)
    supervisor = Supervisor(
        children_of(options),
        on_ready=lambda: typer.echo(f"\nCopark runs at {url_of(options)} - Ctrl-C ends it.\n"),
    )
    raise typer.Exit(supervisor.run())


def children_of(options: Options) -> list[Child]:
    """Return the processes of one Copark; a demo adds its own to them."""
    env = environment_of(options)
    copark = [sys.executable, "-m", "copark.site.cli"]
    return [
        Child(
            "gateway",
            [sys.executable, "-m", "copark.gateways"],
            env,
            (reachable(options.gateway_host), options.gateway_port),
        ),
        Child("worker", [*copark, "worker"], env),
        Child("web", [*copark, "web"], env, (reachable(options.host), options.port)),
    ]


def choose(**chosen: str | int | None) -> Options:
    """Return the settings, with what the command line says in place of the environment."""
    try:
        return Options(**{name: value for name, value in chosen.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        setting = f"COPARK_{str(first['loc'][0]).upper()}"
        message = f"{setting}: {first['msg']}."
        raise Refused("site.setting", message, setting=setting) from error


def environment_of(options: Options) -> Mapping[str, str]:
    """Return what a child has to be told, so that it listens where we looked."""
    return {
        "COPARK_DATA": str(options.data.resolve()),
        "COPARK_HOST": options.host,
        "COPARK_PORT": str(options.port),
        "COPARK_GATEWAY_HOST": options.gateway_host,
        "COPARK_GATEWAY_PORT": str(options.gateway_port),
    }


def check_port(host: str, port: int, setting: str) -> None:
    """Refuse a busy port, and say which setting chooses another."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            message = (
                f"Cannot listen on {host}:{port}: {error.strerror}. Stop the program that uses the"
                f" port, or choose another one with {setting}={port + 1}."
            )
            raise Refused("site.port", message, host=host, port=port, setting=setting) from error


def set_up_django() -> None:
    """Load the settings; a setting that is refused is one line, not a trace."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django  # noqa: PLC0415 - the gateway starts without it
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise Refused("site.settings", str(error)) from error


def require_tables() -> None:
    """Refuse to work on tables that are absent or of an earlier Copark."""
    from django.db import DatabaseError, connection  # noqa: PLC0415 - needs Django set up
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        message = f"The records database cannot be used: {error}."
        raise Refused("site.database", message) from error
    finally:
        connection.close()
    if missing:
        message = (
            f"The records database lacks {len(missing)} changes of tables. Run `copark all` once,"
            f" or `python -m django migrate --settings {SETTINGS}`."
        )
        raise Refused("site.tables", message, missing=len(missing))


def url_of(options: Options) -> str:
    """Return the address that a person types."""
    return f"http://{reachable(options.host)}:{options.port}/"


def reachable(host: str) -> str:
    """Return an address on which a server that listens everywhere can be reached."""
    return "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104 - compared, not bound
