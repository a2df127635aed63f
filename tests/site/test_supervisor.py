from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from copark.site.supervisor import Child, Pace, Supervisor

QUICK = Pace(first=0.05, longest=0.2, grace=1.0)
FOREVER = "import time, sys; print('up', flush=True); time.sleep(60)"


def child(name: str, code: str, **more) -> Child:
    return Child(name, [sys.executable, "-c", textwrap.dedent(code)], **more)


class Watched(io.StringIO):
    """Output that asks the supervisor to end once a text was seen often enough."""

    def __init__(self, text: str, times: int = 1) -> None:
        super().__init__()
        self._text, self._times = text, times

    def write(self, line: str) -> int:
        written = super().write(line)
        if self.getvalue().count(self._text) >= self._times:
            self._times = 10**9
            os.kill(os.getpid(), signal.SIGTERM)
        return written


def test_the_lines_of_every_child_carry_its_name():
    out = Watched("done")

    code = Supervisor(
        [
            child("web", FOREVER),
            child("worker", "import time; time.sleep(0.3); print('a\\nb\\ndone'); time.sleep(60)"),
        ],
        out=out,
        pace=QUICK,
    ).run()

    lines = out.getvalue().splitlines()
    assert code == 0
    assert "web    | up" in lines
    assert [line for line in lines if line.startswith("worker")] == [
        "worker | a",
        "worker | b",
        "worker | done",
    ]


def test_a_crashed_child_is_started_again_and_the_others_go_on():
    out = Watched("crashing", 3)

    Supervisor(
        [child("web", FOREVER), child("worker", "print('crashing'); raise SystemExit(1)")],
        out=out,
        pace=QUICK,
    ).run()

    assert out.getvalue().count("| up") == 1
    assert "ended with exit code 1; starting it again in 0.05 s" in out.getvalue()
    assert "starting it again in 0.1 s" in out.getvalue()


def test_a_killed_child_is_named_by_its_signal():
    out = Watched("starting it again")

    Supervisor([child("worker", "import os; os.kill(os.getpid(), 9)")], out=out, pace=QUICK).run()

    assert "ended with signal SIGKILL" in out.getvalue()


def test_a_child_that_refuses_to_start_ends_the_whole():
    out = io.StringIO()

    code = Supervisor(
        [child("web", FOREVER), child("gateway", "print('port busy'); raise SystemExit(2)")],
        out=out,
        pace=QUICK,
    ).run()

    assert code == 2
    assert "gateway | port busy" in out.getvalue()
    assert "starting it again" not in out.getvalue()


def test_a_child_that_does_not_end_is_stopped_by_force_within_the_grace():
    stubborn = """
        import signal, time
        signal.signal(15, signal.SIG_IGN)
        print("deaf", flush=True)
        time.sleep(60)
    """
    out = Watched("deaf")
    begin = time.monotonic()

    Supervisor([child("web", stubborn)], out=out, pace=QUICK).run()

    assert time.monotonic() - begin < 5
    assert "did not end within 1 s and was stopped by force" in out.getvalue()


def test_what_a_child_has_started_ends_with_it(tmp_path):
    out = Watched("begun")
    note = tmp_path / "pid"
    code = f"""
        import subprocess, time, pathlib
        started = subprocess.Popen(["sleep", "60"])
        pathlib.Path({str(note)!r}).write_text(str(started.pid))
        print("begun", flush=True)
        time.sleep(60)
    """

    Supervisor([child("worker", code)], out=out, pace=QUICK).run()

    time.sleep(0.1)
    assert not is_running(int(note.read_text()))


def test_readiness_is_told_once_every_port_answers():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    listen = f"import socket, time; s = socket.create_server(('127.0.0.1', {port})); time.sleep(60)"
    told: list[bool] = []

    def ready() -> None:
        told.append(True)
        os.kill(os.getpid(), signal.SIGTERM)

    Supervisor(
        [child("web", listen, port=("127.0.0.1", port))],
        out=io.StringIO(),
        pace=QUICK,
        on_ready=ready,
    ).run()

    assert told == [True]


@pytest.mark.skipif(
    sys.platform != "linux", reason="only the Linux kernel tells a child that its parent died"
)
def test_children_end_even_when_their_parent_is_killed(tmp_path):
    note = tmp_path / "pid"
    code = f"""
        import sys
        from copark.site.supervisor import Child, Supervisor
        told = (
            "import os, pathlib, time;"
            "pathlib.Path({str(note)!r}).write_text(str(os.getpid())); time.sleep(60)"
        )
        Supervisor([Child("a", [sys.executable, "-c", told])]).run()
    """
    parent = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)])
    limit = time.monotonic() + 20
    while not (note.exists() and note.read_text()):
        assert time.monotonic() < limit
        time.sleep(0.05)

    parent.kill()
    parent.wait()
    time.sleep(0.5)

    assert not is_running(int(note.read_text()))


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
