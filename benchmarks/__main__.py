"""
Run the benchmarks, print them, and write ``benchmarks/results.json``.

Each figure stands beside a reference taken in the same run on the same machine; the ratio is what
is compared between machines. ``python -m benchmarks NAME …`` runs some of them.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

NAMES = ("decode", "gateway", "ingest", "pipeline", "rollup", "accounts", "pages", "crash", "fuzz")
WHOLE = 1000  #: From here on, no digit behind the point is worth reading.
RESULTS = Path(__file__).with_name("results.json")


def machine() -> dict[str, object]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "system": platform.platform(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "memory_gib": round(memory / 2**30, 1),
        "load_before": os.getloadavg()[0],
    }


def show(rows: list[dict], console: Console) -> None:
    table = Table("benchmark", "value", "unit", "reference", "ratio", "goal")
    table.columns[0].no_wrap = True
    for row in rows:
        cells = (row["value"], row["unit"], row["reference"], row["ratio"], row["goal"])
        table.add_row(row["name"], *(_text(cell) for cell in cells))
    console.print(table)


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:,.0f}" if abs(cell) >= WHOLE else f"{cell:,.4g}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell or "")


def merge(rows: list[dict]) -> list[dict]:
    """Keep earlier results of the benchmarks that were not run now."""
    known = json.loads(RESULTS.read_text("utf-8"))["results"] if RESULTS.is_file() else []
    fresh = {row["name"] for row in rows}
    return sorted(
        [row for row in known if row["name"] not in fresh] + rows, key=lambda row: row["name"]
    )


def main(names: list[str]) -> int:
    console = Console()
    rows: list[dict] = []
    before = machine()
    for name in names or NAMES:
        console.rule(name)
        begun = time.perf_counter()
        found = importlib.import_module(f"benchmarks.{name}").run()
        rows += found
        show(found, console)
        console.print(f"{time.perf_counter() - begun:.0f} s")
    taken = {
        "taken": time.strftime("%Y-%m-%d"),
        "machine": before,
        "results": merge(rows) if names else rows,
    }
    RESULTS.write_text(json.dumps(taken, indent=1, ensure_ascii=False) + "\n", "utf-8")
    console.print(f"written to {RESULTS.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
