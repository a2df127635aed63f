"""The process itself: how it starts, refuses to start, and ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from copark.gateways import roster
from copark.gateways.inbox import status
from copark.gateways.inbox.sqlite import SqliteInbox
from tests.gateways.wire import KNOWN, PASSWORD, frame

ARGV = [sys.executable, "-m", "copark.gateways"]


@pytest.fixture
def environment(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    roster.write(tmp_path / "roster.json", [roster.Entry(KNOWN, PASSWORD)])
    return {**os.environ, "COPARK_DATA": str(tmp_path), "COPARK_GATEWAY_PORT": str(port)}


@pytest.fixture
def start(environment):
    started: list[subprocess.Popen] = []

    def run(**more: str) -> subprocess.Popen:
        process = subprocess.Popen(
            ARGV, env={**environment, **more}, stderr=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def call(environment) -> socket.socket:
    port = int(environment["COPARK_GATEWAY_PORT"])
    limit = time.monotonic() + 20
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), 5)
        except ConnectionRefusedError:
            assert time.monotonic() < limit, "the gateway does not listen"
            time.sleep(0.05)


def run_and_hear(environment, **more: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        ARGV, env={**environment, **more}, capture_output=True, text=True, timeout=20, check=False
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_and_ends_cleanly_when_asked(start, environment, tmp_path, number):
    process = start()
    with call(environment) as line:
        line.sendall(frame())
        answer = line.recv(1000)
        process.send_signal(number)
        rest = line.recv(1000)

    code = process.wait(10)

    assert b"CN=9014" in answer
    assert rest == b""
    assert code == 0
    assert "Traceback" not in process.stderr.read()
    assert status.read(tmp_path / "status")[0].state == "STOPPED"
    inbox = SqliteInbox(tmp_path / "inbox", "hj212")
    assert inbox.last() == 1
    inbox.close()


def test_a_busy_port_is_one_clear_line(start, environment):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(environment["COPARK_GATEWAY_PORT"])))
        taken.listen()

        ended = run_and_hear(environment)

    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
    assert "COPARK_GATEWAY_PORT" in ended.stderr


def test_two_gateways_of_one_name_do_not_share_an_inbox(start, environment):
    start()
    call(environment).close()

    ended = run_and_hear(environment, COPARK_GATEWAY_PORT="0")

    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
    assert "COPARK_GATEWAY_NAME" in ended.stderr


def test_a_damaged_inbox_is_one_clear_line(environment, tmp_path):
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "hj212.sqlite3").write_bytes(b"no database" * 1000)

    ended = run_and_hear(environment)

    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
    assert "hj212.sqlite3 is damaged" in ended.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        {"COPARK_GATEWAY_PORT": "many"},
        {"COPARK_GATEWAY_NAME": "../x"},
        {"COPARK_GATEWAY_MAX_FRAME": "1"},
    ],
)
def test_a_wrong_setting_is_one_clear_line(environment, wrong):
    ended = run_and_hear(environment, **wrong)

    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
    assert next(iter(wrong)) in ended.stderr


def test_it_imports_no_django(environment):
    code = "import sys, copark.gateways.__main__; print([m for m in sys.modules if 'django' in m])"

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "[]"


def test_its_log_is_for_machines_when_asked(start, environment):
    process = start(COPARK_LOG_FORMAT="json")
    with call(environment) as line:
        line.sendall(frame("STRANGER"))
        time.sleep(0.2)
    process.terminate()
    logged = [json.loads(one) for one in process.communicate(timeout=10)[1].splitlines()]

    events = {one["event"]: one for one in logged}
    assert events["gateways.frame.rejected"]["device"] == "STRANGER"
    assert events["gateways.frame.rejected"]["level"] == "warning"
    assert PASSWORD not in json.dumps(logged)
