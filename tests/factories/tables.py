"""Versions of tables of factors."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from copark.factors import queries
from copark.factors.contracts import File, NewVersion
from copark.factors.models import TableVersion
from tests.factories.inventories import NOW


def version(package: str, table: str, changes=("", ""), **facts) -> TableVersion:
    """Write a version as it would stand; `changes` is what is replaced in the shipped text."""
    content = queries.shipped(package, table).replace(*changes)
    plain = {
        "number": 1,
        "base_number": 0,
        "content": content,
        "sha256": sha256(content.encode()).hexdigest(),
        "title": "A better value",
        "source": "report of a laboratory",
        "confidence": "seen",
        "reason": "measured",
        "valid_from": date(2025, 1, 1),
        "made_at": NOW,
    }
    return TableVersion.objects.create(package=package, table=table, **(plain | facts))


def facts(**changes) -> NewVersion:
    plain = {
        "title": "A better value",
        "source": "report of a laboratory",
        "confidence": "seen",
        "reason": "measured",
        "valid_from": date(2025, 1, 1),
    }
    return NewVersion(**(plain | changes))


def file(text: str | bytes, name: str = "table.csv") -> File:
    return File(name, text.encode() if isinstance(text, str) else text)


def changed(name: str, *changes: str) -> str:
    """Return the shipped text of a table with pairs of texts replaced, each of them held."""
    table = queries.table(name)
    text = queries.shipped(table.package, table.file)
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert old in text, f"{table.file} does not hold {old}"
        text = text.replace(old, new, 1)
    return text
