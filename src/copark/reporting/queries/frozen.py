"""The figures of a closed version, whichever it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copark.inventory import queries as inventory
from copark.inventory.queries import frozen
from copark.kernel.figure_json import from_data
from copark.reporting.queries.checks import subject_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from copark.kernel.figure import Figure


def figures_of(version_id: int) -> list[tuple[str, Figure]]:
    """Return each figure of a version with its name, in the language in use."""
    kept = inventory.figures_of(version_id)
    language = frozen.language()
    return [
        (subject_name(subject), from_data(data))
        for domain, read in READERS.items()
        for subject, data in read((kept.get(domain) or {}).get(language))
    ]


def _one(subject: str) -> Callable[[Any], list[tuple[str, Any]]]:
    return lambda data: [(subject, data["figure"])] if data else []


READERS: dict[str, Any] = {
    "energy": _one("energy"),
    "carbon": _one("carbon"),
    "pollution": lambda rows: [
        (f"{row['medium']}:{row['pollutant']}", row["figure"]) for row in rows or ()
    ],
}
