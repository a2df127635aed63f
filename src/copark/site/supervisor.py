"""
Several processes under one parent: started together, restarted when they crash, ended together.

Every line of a child is printed with its name before it. A child that crashes is started again,
after a pause that grows while it keeps crashing. A child that refuses to start (exit code 2: a busy
port, a wrong setting) ends the whole: its own line says why.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

REFUSED = 2  #: Exit code of a process that says in one line why it will not run.
LINE_MAX = 65_536  #: A longer line of a child is printed in pieces. [byte]
READY_SECONDS = 60.0  #: How long we wait for every port to open before we stop asking. [s]


@dataclass(frozen=True, slots=True)
class Child:
    """
    One process.

    Parameters
    ----------
    name
        Printed before each of its lines.
    argv
        Program and arguments.
    env
        Added to our own environment.
    port
        Host and port that it opens when it is ready, if any.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    port: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """How quickly things happen. All in seconds."""

    first: float = 0.5  #: Pause before the first restart; it doubles with every further crash.
    longest: float = 30.0
    healthy: float = 30.0  #: After this time of running the pause is the first one again.
    grace: float = 8.0  #: Between the request to end and the end by force.


class Supervisor:
    """
    Run children until asked to end.

    Parameters
    ----------
    children
        What to run.
    out
        Where their lines go; standard output if not given.
    pace
        Pauses.
    on_ready
        Called once, when every port is open.
    """

    def __init__(
        self,
        children: Sequence[Child],
        *,
        out: TextIO | None = None,
        pace: Pace | None = None,
        on_ready: Callable[[], None] = lambda: None,
    ) -> None:
        self._children = children
        self._out = out or sys.stdout
        self._pace = pace or Pace()
        self._on_ready = on_ready
        self._width = max(len(child.name) for child in children)
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._code = 0

    def run(self) -> int:
        """Run until SIGINT or SIGTERM; 0 for a clean end, 2 when a child refused to start."""
        return asyncio.run(self.supervise())

    async def supervise(self) -> int:
        """Do so on a loop that already runs."""
        asked = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._ask, asked)
        tasks = [asyncio.create_task(self._keep(child, asked)) for child in self._children]
        ready = asyncio.create_task(self._announce(asked))
        try:
            await asked.wait()
        finally:
            ready.cancel()
            await self._end()
            await asyncio.gather(*tasks, ready, return_exceptions=True)
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)
        return self._code

    def _ask(self, asked: asyncio.Event) -> None:
        """End at the first request; by force at the second."""
        if asked.is_set():
            for process in self._running.values():
                _signal_group(process, signal.SIGKILL)
        asked.set()

    async def _keep(self, child: Child, asked: asyncio.Event) -> None:
        """Keep one child running."""
        pause = self._pace.first
        loop = asyncio.get_running_loop()
        is_first = True
        while not asked.is_set():
            begin = loop.time()
            code = await self._run_once(child)
            if asked.is_set():
                return
            if code == REFUSED and is_first:
                self._code = REFUSED
                asked.set()
                return
            is_first = False
            if loop.time() - begin >= self._pace.healthy:
                pause = self._pace.first
            self._say(child.name, f"ended with {_named(code)}; starting it again in {pause:g} s")
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await asked.wait()
            pause = min(2 * pause, self._pace.longest)

    async def _run_once(self, child: Child) -> int:
        env = {
            **os.environ,
            "PYTHONUNBUFFERED": "1",
            "COPARK_PARENT": str(os.getpid()),
            **child.env,
        }
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "copark.site.leash",
                *child.argv,
                env=env,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches the parent alone, which ends them in order
            )
        except OSError as error:
            self._say(child.name, f"cannot be started: {error}")
            return 1
        self._running[child.name] = process
        try:
            await self._copy(child.name, process)
            return await process.wait()
        finally:
            del self._running[child.name]

    async def _copy(self, name: str, process: asyncio.subprocess.Process) -> None:
        """Print the lines of a child until it closes its output."""
        assert process.stdout is not None  # noqa: S101 - asked for above
        rest = b""
        while chunk := await process.stdout.read(LINE_MAX):
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) > LINE_MAX:
                lines, rest = [*lines, rest], b""
            for line in lines:
                self._say(name, line.decode("utf-8", "replace").rstrip("\r"))
        if rest:
            self._say(name, rest.decode("utf-8", "replace"))

    def _say(self, name: str, line: str) -> None:
        with suppress(OSError, ValueError):  # our own output may be gone before we are
            self._out.write(f"{name:<{self._width}} | {line}\n")
            self._out.flush()

    async def _announce(self, asked: asyncio.Event) -> None:
        """Wait until every port answers, then say so."""
        with suppress(TimeoutError):
            async with asyncio.timeout(READY_SECONDS):
                for child in self._children:
                    if child.port:
                        await _until_open(*child.port)
                if not asked.is_set():
                    self._on_ready()

    async def _end(self) -> None:
        """Ask every child to end; after the grace, end it."""
        for process in list(self._running.values()):
            _signal_group(process, signal.SIGTERM)
        with suppress(TimeoutError):
            async with asyncio.timeout(self._pace.grace):
                await asyncio.gather(*(process.wait() for process in list(self._running.values())))
        for name, process in list(self._running.items()):
            self._say(name, f"did not end within {self._pace.grace:g} s and was stopped by force")
            _signal_group(process, signal.SIGKILL)


async def _until_open(host: str, port: int) -> None:
    """Knock until somebody opens."""
    while True:
        try:
            _, writer = await asyncio.open_connection(host, port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return


def _signal_group(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """Reach the child and whatever it has started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _named(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    with suppress(ValueError):
        return f"signal {signal.Signals(-code).name}"
    return f"signal {-code}"
