"""The commands that run a Copark: what they refuse, and in which words."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

COPARK = [sys.executable, "-m", "copark.site.cli"]


@pytest.fixture
def environment(tmp_path):
    return {
        **os.environ,
        "COPARK_DATA": str(tmp_path),
        "COPARK_DEBUG": "true",
        "COPARK_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "copark.site.settings.base",
    }


@pytest.fixture
def taken():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(environment, *argv: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [*COPARK, *argv], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("command", "option", "setting"),
    [
        ("web", "--port", "COPARK_PORT"),
        ("all", "--port", "COPARK_PORT"),
        ("all", "--gateway-port", "COPARK_GATEWAY_PORT"),
        ("gateway", "--port", "COPARK_GATEWAY_PORT"),
    ],
)
def test_a_busy_port_is_one_line_that_names_the_setting(
    environment, taken, command, option, setting
):
    others = {"--port", "--gateway-port"} - {option} if command == "all" else set()
    free = [text for other in others for text in (other, str(free_port()))]

    ended = run(environment, command, option, str(taken), *free)

    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
    assert setting in ended.stderr
    assert str(taken) in ended.stderr


def test_a_wrong_setting_is_one_line_that_names_it(environment):
    ended = run({**environment, "COPARK_PORT": "many"}, "web")

    assert ended.returncode == 2
    assert ended.stderr.startswith("copark: COPARK_PORT: ")
    assert "Traceback" not in ended.stderr


def test_the_default_secret_is_refused_outside_debug_mode_in_one_line(environment):
    environment.pop("COPARK_SECRET_KEY", None)

    ended = run({**environment, "COPARK_DEBUG": "false"}, "worker")

    assert ended.returncode == 2
    assert "COPARK_SECRET_KEY" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("command", ["web", "worker"])
def test_tables_that_are_absent_are_refused_in_one_line(environment, command):
    ended = run(environment, command, *(["--port", str(free_port())] if command == "web" else []))

    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
    assert "copark all" in ended.stderr


@pytest.mark.parametrize("command", ["all", "web", "worker", "gateway"])
def test_every_command_says_what_it_does(environment, command):
    shown = run(environment, command, "--help").stdout

    assert "Run " in shown


def test_everything_starts_under_one_parent_and_ends_with_it(environment):
    port, gateway_port = free_port(), free_port()
    argv = [*COPARK, "all", "--port", str(port), "--gateway-port", str(gateway_port)]
    process = subprocess.Popen(
        argv, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        said = ""
        while "Copark runs at" not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        for one in (port, gateway_port):
            socket.create_connection(("127.0.0.1", one), 5).close()
        begin = time.monotonic()
        process.send_signal(signal.SIGINT)
        said += process.communicate(timeout=20)[0]
    finally:
        process.kill()
        process.communicate()

    assert time.monotonic() - begin < 12
    assert process.returncode == 0
    assert f"Copark runs at http://127.0.0.1:{port}/" in said
    assert "gateways.gateway.stopped" in said
    assert "Traceback" not in said
