"""Run the demo park: ``python -m demo``, or ``python -m demo build`` to build it only."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from copark.kernel.errors import Refused
from copark.site.commands import processes
from copark.site.supervisor import Child, Supervisor
from demo.bar import Bar
from demo.firms import SEED
from demo.house import BUILDING, READY, House, Marker, NotADemo

if TYPE_CHECKING:
    from copark.site.options import Options

DEFAULTS = {"COPARK_DEBUG": "true", "COPARK_DATA": "var/demo"}


def main(argv: list[str] | None = None) -> int:
    """Build the park where there is none, then run everything until Ctrl-C."""
    asked = _arguments(argv)
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    try:
        options = processes.choose()
        if asked.action == "run":
            processes.check_port(options.host, options.port, "COPARK_PORT")
            processes.check_port(options.gateway_host, options.gateway_port, "COPARK_GATEWAY_PORT")
        house = House(options.data.resolve())
        marker = prepare(house, scale="small" if asked.small else "full", seed=asked.seed)
        return 0 if asked.action == "build" else run(options, marker)
    except Refused as refusal:
        print(f"demo: {refusal.message}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\ndemo: stopped; a half-built park is built anew at the next start", file=sys.stderr)
        return 130


def prepare(house: House, *, scale: str, seed: int) -> Marker:
    """Bring the tables up to date, and build the park unless it stands whole."""
    is_new = not house.is_ready()
    was_ours = house.marker() is not None
    if is_new:
        house.clear()
        house.mark(Marker(BUILDING, scale, seed, datetime.now(UTC).isoformat()))
    processes.set_up_django()
    from django.core.management import call_command  # noqa: PLC0415 - needs Django set up

    call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
    if is_new:
        _empty(was_ours=was_ours)
        _build(house, scale=scale, seed=seed)
    found = house.marker()
    assert found is not None  # noqa: S101 - written just now, or read as ready
    if found.scale != scale:
        print(f"The demo park that stands is the {found.scale} one; `make demo-reset` starts anew.")
    return found


def _empty(*, was_ours: bool) -> None:
    """Throw a half-built park out of a database that lies outside the folder."""
    from copark.registry import queries  # noqa: PLC0415 - needs Django set up

    if queries.park() is None:
        return
    if not was_ours:
        message = (
            "The database of COPARK_DATABASE_URL holds a park already. Choose an empty one for the "
            "demo, or none: then the demo keeps its own."
        )
        raise NotADemo("demo.database", message)
    from django.core.management import call_command  # noqa: PLC0415 - needs Django set up

    call_command("flush", interactive=False, verbosity=0)


def _build(house: House, *, scale: str, seed: int) -> None:
    from demo import park  # noqa: PLC0415 - needs Django set up

    now = datetime.now(UTC)
    print("Building the demo park; this happens once. 正在生成演示园区，仅首次启动需要。")
    with Bar() as bar:
        park.build(now=now, scale=scale, seed=seed, progress=bar)
    house.mark(Marker(READY, scale, seed, now.isoformat()))


def run(options: Options, marker: Marker) -> int:
    """Start the processes of Copark and the simulated loggers under one parent."""
    from demo import fleet, park  # noqa: PLC0415 - needs Django set up

    config = options.data.resolve() / "devices.json"
    plan = park.plan_of(marker.scale, marker.seed)
    fleet.write(plan, path=config, built_at=marker.moment, now=datetime.now(UTC))
    devices = [
        sys.executable,
        "-m",
        "demo.devices",
        "--config",
        str(config),
        "--host",
        processes.reachable(options.gateway_host),
        "--port",
        str(options.gateway_port),
    ]
    children = [*processes.children_of(options), Child("devices", devices)]
    return Supervisor(children, on_ready=lambda: _welcome(options)).run()


def _welcome(options: Options) -> None:
    from demo.rows import LOGINS, PASSWORD  # noqa: PLC0415 - needs Django set up

    url = processes.url_of(options)
    lines = [
        "",
        f"  Copark demo park      {url}",
        f"  Large screen 大屏      {url}screen/",
        "",
        *(f"  {login.name:<12} {PASSWORD:<14} {login.who_en} · {login.who_zh}" for login in LOGINS),
        "",
        "  All data are stand-in data of a fictional park. 全部数据为虚构园区的替代数据。",
        "  Ctrl-C ends everything. 按 Ctrl-C 结束。",
        "",
    ]
    print("\n".join(lines), flush=True)


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("action", nargs="?", choices=("run", "build"), default="run")
    parser.add_argument("--small", action="store_true", help="six enterprises and fourteen days")
    parser.add_argument("--seed", type=int, default=SEED, help="another park, the same each time")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
