"""Kinds of measures that fit a source: a general hint, until the technical guide exists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from copark.kernel import tables
from copark.kernel.figure import Source


@dataclass(frozen=True, slots=True)
class MeasureKind:
    """One kind of measure for one kind of source."""

    subject: str  #: ``energy``, ``carbon``, or medium and pollutant, e.g. ``air-nmhc``.
    part: str  #: Carrier or source of carbon; empty: any source of the subject.
    effect: str  #: BOTH, POLLUTANT, CARBON or TRADE_OFF.
    name_en: str
    name_zh: str
    valid_from: date
    source: Source
    note_en: str = ""
    note_zh: str = ""


def measure_kinds(text: str) -> tuple[MeasureKind, ...]:
    """Return the rows of ``measure_kinds.csv``."""
    return tuple(
        MeasureKind(
            subject=row["subject"],
            part=row["part"],
            effect=row["effect"],
            name_en=row["name_en"],
            name_zh=row["name_zh"],
            valid_from=date.fromisoformat(row["valid_from"]),
            source=Source(row["source"], row["confidence"]),
            note_en=row["note_en"],
            note_zh=row["note_zh"],
        )
        for row in tables.rows(text)
    )


def fitting(
    known: tuple[MeasureKind, ...], subject: str, part: str, day: date
) -> tuple[MeasureKind, ...]:
    """
    Return the kinds that fit a source on a day.

    Examples
    --------
    >>> source = Source("notes")
    >>> leaks = MeasureKind("air-nmhc", "", "POLLUTANT", "", "", date(2019, 7, 1), source)
    >>> len(fitting((leaks,), "air-nmhc", "DA001", date(2025, 1, 1)))
    1
    >>> fitting((leaks,), "air-so2", "", date(2025, 1, 1))
    ()
    """
    return tuple(
        row
        for row in known
        if row.subject == subject and row.part in {"", part} and row.valid_from <= day
    )
