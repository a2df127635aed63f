"""Gather what is frozen when an inventory closes: figures in both languages, and the pack."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from django.utils import translation

from copark.base import queries as people
from copark.carbon import queries as carbon
from copark.energy import queries as energy
from copark.factors import queries as factors
from copark.inventory import queries as inventory
from copark.inventory.contracts import ToClose
from copark.kernel.errors import Broken
from copark.kernel.figure_json import to_data
from copark.pollution import queries as pollution
from copark.registry import queries as registry
from copark.reporting.calc import pack

if TYPE_CHECKING:
    from datetime import datetime
    from types import ModuleType

    from copark.inventory.contracts import Standing
    from copark.kernel.figure import Figure

DOMAINS: dict[str, ModuleType] = {"energy": energy, "carbon": carbon, "pollution": pollution}
TextOf = Callable[[str, str], str]
#: How a domain makes its figures again; energy and carbon open tables of their own only.
MAKERS: dict[str, Callable[[Any, TextOf], dict[str, Figure]]] = {
    "energy": lambda inputs, text_of: energy.recomputed(inputs, partial(text_of, "energy")),
    "carbon": lambda inputs, text_of: carbon.recomputed(inputs, partial(text_of, "carbon")),
    "pollution": pollution.recomputed,
}


class Disagreement(Broken):
    """What was computed twice from the same rows is not the same."""


def content_of(standing: Standing, *, reason: str, user_id: int | None, now: datetime) -> ToClose:
    """
    Return what is frozen of an inventory.

    Raises
    ------
    Disagreement
        If the pack does not give the figures that are frozen beside it.
    """
    files: pack.Files = {
        "about.json": pack.as_json(_about(standing, reason, user_id, now)),
        "history.json": pack.as_json(_history(standing)),
    }
    figures = _figures(standing)
    for name in DOMAINS:
        made, written = _domain(name, standing)
        _same(name, figures[name], made)
        files |= written
    content, seal = pack.sealed(files)
    return ToClose(figures, content, seal)


def _figures(standing: Standing) -> dict[str, dict[str, Any]]:
    """Return the figures of each domain in each language, as the domain keeps them."""
    found: dict[str, dict[str, Any]] = {name: {} for name in DOMAINS}
    for key, language in inventory.LANGUAGES.items():
        with translation.override(language):
            for name, domain in DOMAINS.items():
                found[name][key] = domain.to_freeze(standing.year, standing.enterprise_id)
    return found


def _domain(name: str, standing: Standing) -> tuple[dict[str, Figure], pack.Files]:
    """Return the figures of a domain, and its inputs, tables and figures as files of the pack."""
    opened: pack.Files = {}

    def text_of(package: str, table: str) -> str:
        text = factors.text(package, table)
        opened[f"tables/{package}/{table}"] = text.encode()
        return text

    domain = DOMAINS[name]
    inputs = pack.as_json(domain.inputs_of(standing.year, standing.enterprise_id))
    made = MAKERS[name](json.loads(inputs), text_of)
    figures = pack.as_json({key: to_data(one) for key, one in made.items()})
    return made, opened | {f"inputs/{name}.json": inputs, f"figures/{name}.json": figures}


#: Where a domain's frozen data have the figures that a page shows, by key of its recomputation.
SHOWN: dict[str, Callable[[Any], dict[str, Any]]] = {
    "energy": lambda data: {"energy": data["figure"]},
    "carbon": lambda data: {"carbon": data["figure"]},
    "pollution": lambda rows: {
        f"{row['medium']}:{row['pollutant']}": row["figure"] for row in rows
    },
}


def _same(name: str, frozen: dict[str, Any], made: dict[str, Figure]) -> None:
    for language, data in frozen.items():
        for key, figure in (SHOWN[name](data) if data else {}).items():
            again = made.get(key)
            if again is None or str(again.value) != figure["value"]:
                computed = None if again is None else again.value
                message = f"{name} {key} ({language}): {figure['value']} is shown, not {computed}"
                raise Disagreement(message)


def _about(
    standing: Standing, reason: str, user_id: int | None, now: datetime
) -> dict[str, object]:
    park = registry.park()
    owner = registry.enterprises(standing.enterprise_id)[0]
    return {
        "park": {"code": park.code, "name_en": park.name_en, "name_zh": park.name_zh}
        if park
        else None,
        "enterprise": {"code": owner.code, "name_en": owner.name_en, "name_zh": owner.name_zh},
        "year": standing.year,
        "version": standing.version,
        "reason": reason,
        "closed_at": now.isoformat(),
        "closed_by": _name(user_id),
        "software": f"Copark {version('copark')}",
    }


def _history(standing: Standing) -> dict[str, object]:
    steps = inventory.steps(standing.id)
    reasons = inventory.reasons(standing.id)
    return {
        "steps": [
            {
                "version": step.version,
                "at": step.at.isoformat(),
                "by": _name(step.user_id),
                "step": step.verb,
                "note": step.note,
            }
            for step in steps
        ],
        "reasons": [
            {
                "of": row.key,
                "text": row.text,
                "at": row.at.isoformat(),
                "by": _name(row.user_id),
            }
            for row in reasons.values()
        ],
        "boundaries": [
            {"kind": row.kind, "day": row.day.isoformat(), "plant": row.plant, "note": row.note}
            for row in inventory.boundaries(standing.enterprise_id)
        ],
    }


def _name(user_id: int | None) -> str:
    return people.person(user_id).username if user_id else ""
