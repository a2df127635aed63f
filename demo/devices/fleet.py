"""A whole fleet of simulated loggers in one process, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import traceback
from pathlib import Path

from demo.devices import config
from demo.devices.logger import DataLogger
from demo.devices.settings import Clock


async def run(fleet: config.Fleet, host: str, port: int, speed: float = 1.0) -> None:
    """Run all loggers until the process is told to end."""
    clock = Clock(speed=speed)
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, asked.set)
    tasks = [
        asyncio.create_task(_run_one(DataLogger(told, host, port, clock, seed=fleet.seed)))
        for told in fleet.loggers
    ]
    await asked.wait()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _run_one(logger: DataLogger) -> None:
    """Run one logger; a fault in it is told and leaves the others running."""
    try:
        await logger.run()
    except Exception:  # noqa: BLE001 - the border of one device
        sys.stderr.write(f"devices: {logger.told.mn} stopped\n{traceback.format_exc()}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m demo.devices", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, help="see demo/devices/config.py")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9212)
    parser.add_argument("--speed", type=float, default=1.0, help="simulated seconds per second")
    options = parser.parse_args(arguments)
    try:
        fleet = config.load(options.config)
    except config.Unreadable as unreadable:
        sys.stderr.write(f"devices: {unreadable}\n")
        return 2
    print(f"{len(fleet.loggers)} loggers report to {options.host}:{options.port}", flush=True)
    asyncio.run(run(fleet, options.host, options.port, options.speed))
    return 0
