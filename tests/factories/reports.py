"""A park with two reporting enterprises, one silent one, permits, plans and a year before."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from copark.registry.models import Permit, Plan
from tests.factories import inventories as make

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copark.registry.models import Enterprise
    from copark.reporting.calc.report import Block, Number, Report, Section, Table

NOW = datetime(2026, 6, 15, 4, tzinfo=UTC)
YEAR = 2025
KINDS = ("park", "enterprise", "ghg", "pollutants")


def park() -> tuple[Enterprise, Enterprise, Enterprise]:
    """Record what a report is made from; return the enterprises."""
    where = make.park()
    first = make.enterprise("A1", where, permit_class="KEY", name_en="Heron", name_zh="鹭苇药业")
    second = make.enterprise("B2", where, name_en="Tern", name_zh="燕鸥化工")
    silent = make.enterprise("C3", where, name_en="Coot", name_zh="骨顶物流")
    for year, share in ((2024, 2), (YEAR, 1)):
        make.record(
            make.use(first, "electricity", 50_000 * share, "MWh", year=year),
            make.use(first, "natural_gas", "1234567.89", "m3", year=year),
            make.use(first, "steam", 3000, "t", year=year),
            make.use(first, "steam", 1000, "t", year=year, direction="SOLD"),
            make.use(second, "electricity", "9000.5", "MWh", year=year),
            make.release(first, "nox", "1.23456", year=year),
            make.release(first, "so2", "0.000123", year=year),
            make.release(second, "nox", 9 * share, year=year),
            make.release(second, "cod", 3, medium="INDIRECT", year=year),
        )
    for owner, pollutant, medium in ((first, "nox", "AIR"), (second, "cod", "WATER")):
        Permit.objects.create(
            enterprise=owner, pollutant=pollutant, medium=medium, year=YEAR, tonnes=2, source="x"
        )
    for subject, value, unit in (("energy", 9000, "tce"), ("nox", 12, "t")):
        Plan.objects.create(park=where, year=YEAR, subject=subject, value=value, unit=unit)
    return first, second, silent


def sections(report: Report) -> Iterator[Section]:
    """Yield every chapter and every part of one."""
    waiting = list(report.sections)
    while waiting:
        section = waiting.pop(0)
        yield section
        waiting = [*section.sections, *waiting]


def blocks(report: Report) -> Iterator[Block]:
    for section in sections(report):
        yield from section.blocks


def tables(report: Report) -> list[Table]:
    from copark.reporting.calc.report import Table

    return [block for block in blocks(report) if isinstance(block, Table)]


def numbers(report: Report) -> list[Number]:
    from copark.reporting.calc.report import Number

    cells = (cell for table in tables(report) for row in table.rows for cell in row)
    return [cell for cell in cells if isinstance(cell, Number)]
