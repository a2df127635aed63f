"""Run every test: on SQLite, the database tests again on PostgreSQL, then the browser's."""

from __future__ import annotations

import os
import subprocess
import sys

import postgres

NOTHING_COLLECTED = 5  #: pytest's exit code when a kind of test has none yet.
PYTEST = [sys.executable, "-m", "pytest", "-q"]


def run(title: str, *options: str, **environment: str) -> int:
    print(f"\n=== {title} ===", flush=True)
    code = subprocess.run([*PYTEST, *options], check=False, env=os.environ | environment).returncode
    return 0 if code == NOTHING_COLLECTED else code


def on_postgresql() -> int:
    with postgres.server() as url:
        environment = {"COPARK_TEST_DATABASE_URL": url, "COPARK_TEST_DATABASE_ONLY": "1"}
        return run(
            "database tests on PostgreSQL",
            "-n",
            "2",
            "-m",
            "not journey and not crash",
            **environment,
        )


def main() -> int:
    results = {
        "SQLite": run("pure and SQLite", "-n", "2", "-m", "not journey and not crash"),
        "crash": run("killed processes", "-m", "crash"),
        "PostgreSQL": on_postgresql(),
        "browser": run("browser journeys", "-m", "journey"),
    }
    failed = [name for name, code in results.items() if code]
    print(f"\nfailed: {', '.join(failed)}" if failed else "\nall tests passed")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
