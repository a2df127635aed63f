from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys

import pytest

from tests.devices.platform import Platform

POINTS = [{"factor": "a21026", "series": {"values": [1.0, 2.0]}}]
TOLD = {"password": "123456", "st": "31", "points": POINTS, "intervals": {"real_time": 1}}
COMMAND = [sys.executable, "-m", "demo.devices", "--config"]


def written(tmp_path, *numbers: str):
    path = tmp_path / "fleet.json"
    path.write_text(json.dumps({"loggers": [{"mn": mn, **TOLD} for mn in numbers]}))
    return path


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
async def test_a_fleet_reports_until_it_is_told_to_end(tmp_path, sign):
    path = written(tmp_path, "STATION1", "STATION2", "STATION3")
    async with Platform() as platform:
        command = [*COMMAND, str(path), "--port", str(platform.port), "--speed", "5"]
        process = await asyncio.create_subprocess_exec(*command, stderr=subprocess.PIPE)

        await platform.until(lambda: len({m.mn for m in platform.heard}) == 3, 30.0)
        process.send_signal(sign)
        async with asyncio.timeout(10):
            _, errors = await process.communicate()

    assert process.returncode == 0
    assert errors == b""


def test_a_configuration_that_is_not_there_gets_one_line(tmp_path):
    result = subprocess.run(
        [*COMMAND, str(tmp_path / "none.json")], capture_output=True, text=True, check=False
    )

    assert result.returncode == 2
    assert result.stderr.startswith("devices: ")
    assert "Traceback" not in result.stderr
