"""
Server time of every page of the full demo park, as each of the park's roles opens it.

The demo park is built into a folder of its own, then every address that answers a GET is opened
through Django's whole stack (middleware, rights, templates, static addresses), without a network.
The first opening of a page is told by itself: it fills what is kept. The reference is the page of
one's own account, which asks nothing of the park.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 12
GOAL_MS = 200
ROLES = ("PARK", "ENTERPRISE", "REGULATOR", "ADMIN")
SLOWEST = 5  #: Pages that are told by name.
REFERENCE = "base:own"  #: One's own page: the shell, and next to nothing in it.
#: Streams and the machine-readable description of the API are no pages.
LEFT_OUT = {"screen:stream", "api:openapi-json", "api:openapi-view"}


def run(rounds: int = ROUNDS) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="copark-pages-") as folder:
        environment = os.environ | {
            "COPARK_DATA": os.environ.get("COPARK_BENCH_PARK") or folder,
            "COPARK_DEBUG": "false",
            "COPARK_DATABASE_URL": "",
            "COPARK_SECRET_KEY": "benchmark-only-key-that-signs-nothing-of-value-0000",
            "COPARK_ALLOWED_HOSTS": "testserver",
            "DJANGO_SETTINGS_MODULE": "copark.site.settings.base",
        }
        if not os.environ.get("COPARK_BENCH_PARK"):
            _checked([sys.executable, "-m", "demo", "build"], environment)
        told = _checked([sys.executable, "-m", "benchmarks.pages", str(rounds)], environment)
    return _rows(json.loads(told))


def _checked(argv: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(argv, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return done.stdout


def _rows(opened: list[dict[str, Any]]) -> list[dict[str, Any]]:
    reference = max(page["p95"] for page in opened if page["name"] == REFERENCE)
    first = max(opened, key=lambda page: page["first"])
    slowest = sorted(opened, key=lambda page: -page["p95"])[:SLOWEST]
    return [
        _row("pages.first", first, first["first"], reference, ""),
        *(
            _row(f"pages.p95.{place}", page, page["p95"], reference, f"< {GOAL_MS}")
            for place, page in enumerate(slowest, 1)
        ),
        {
            "name": "pages.over",
            "value": sum(page["p95"] > GOAL_MS for page in opened),
            "unit": f"of {len(opened)} pages and roles over {GOAL_MS} ms",
            "reference": len(opened),
            "ratio": sum(page["p95"] > GOAL_MS for page in opened) / len(opened),
            "goal": "0",
        },
    ]


def _row(
    name: str, page: dict[str, Any], value: float, reference: float, goal: str
) -> dict[str, Any]:
    return {
        "name": name,
        "value": value,
        "unit": f"ms, {page['name']} as {page['role']}",
        "reference": reference,
        "ratio": value / reference,
        "goal": goal,
    }


def measure(rounds: int) -> Iterator[dict[str, Any]]:
    """Open every address as every role; what a role may not open, or is not there, is left out."""
    from django.test import Client
    from django.urls import reverse

    from copark.base.models import User
    from copark.site import asgi
    from tools import addresses

    asgi.warming.join()  # a web server has been up for longer than its first two seconds

    own = User.objects.filter(role="ENTERPRISE").order_by("pk").first().enterprise_id
    values = addresses.samples(own)
    asked = [one for one in addresses.everything() if one.name not in LEFT_OUT]
    for role in ROLES:
        client = Client()
        client.force_login(User.objects.filter(role=role).order_by("pk").first())
        for address in asked:
            url = reverse(address.name, kwargs=addresses.arguments(address, values))
            begun = time.perf_counter()
            if client.get(url, QUERY.get(address.name, {})).status_code != 200:
                continue
            first = (time.perf_counter() - begun) * 1000
            times = list(timed(client, url, QUERY.get(address.name, {}), rounds))
            yield {
                "name": address.name,
                "role": role,
                "first": first,
                "median": median(times),
                "p95": quantiles(times, n=20)[-1],
            }


def timed(client: Any, url: str, query: dict[str, str], rounds: int) -> Iterator[float]:
    for _ in range(rounds):
        begun = time.perf_counter()
        client.get(url, query)
        yield (time.perf_counter() - begun) * 1000


QUERY = {
    name: {"start": "2026-11-18T00:00:00Z", "end": "2026-11-19T00:00:00Z"}
    for name in ("api:series", "api:hours")
}


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(list(measure(int(sys.argv[1])))))
