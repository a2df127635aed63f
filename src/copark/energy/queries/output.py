"""What enterprises brought forth: products, output value and added value."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from copark.energy.calc import output
from copark.energy.contracts import Output as OutputFact
from copark.energy.contracts import Turnover as TurnoverFact
from copark.energy.models import Output, Turnover

if TYPE_CHECKING:
    from decimal import Decimal

    from django.db.models import Model, QuerySet

OUTPUT = ("pk", "enterprise_id", "year", "month", "product", "name_en", "name_zh", "amount",
          "unit", "origin", "evidence")  # fmt: skip
TURNOVER = ("pk", "enterprise_id", "year", "price_year", "output_value", "added_value", "origin",
            "evidence")  # fmt: skip


@cache
def output_units() -> dict[str, output.Unit]:
    text = resources.files("copark.energy.calc").joinpath("output_units.csv").read_text("utf-8")
    return output.units(text)


def counting(model: type[Model]) -> QuerySet:
    """Return the rows of output or turnover that are neither corrected nor withdrawn."""
    return model._default_manager.filter(superseded_by=None, withdrawn_at=None)  # noqa: SLF001 - Django's public name for it


def output_of(year: int, enterprise_id: int | None = None) -> list[OutputFact]:
    """Return what was brought forth in a year, by enterprise, product and month."""
    ordered = _narrowed(Output, year, enterprise_id).order_by("enterprise_id", "product", "month")
    return [_output(row) for row in ordered.values_list(*OUTPUT)]


def turnover_of(year: int, enterprise_id: int | None = None) -> list[TurnoverFact]:
    """Return output value and added value of a year, at every price basis that was given."""
    ordered = _narrowed(Turnover, year, enterprise_id).order_by("enterprise_id", "price_year")
    return [_turnover(row) for row in ordered.values_list(*TURNOVER)]


def one_output(pk: int) -> OutputFact | None:
    """Return a row of output that counts."""
    row = counting(Output).filter(pk=pk).values_list(*OUTPUT).first()
    return row and _output(row)


def one_turnover(pk: int) -> TurnoverFact | None:
    """Return a row of value that counts."""
    row = counting(Turnover).filter(pk=pk).values_list(*TURNOVER).first()
    return row and _turnover(row)


def turnover_years() -> list[int]:
    """Return the years whose value was given, the newest first."""
    found = counting(Turnover).order_by("-year").values_list("year", flat=True)
    return list(found.distinct())


def price_years() -> list[int]:
    """Return the price bases that were given; 0 is that of the year itself."""
    found = counting(Turnover).order_by("price_year").values_list("price_year", flat=True)
    return list(found.distinct())


def price_basis(price_year: int) -> str:
    """Return a price basis in words."""
    if not price_year:
        return _("prices of the year")
    return _("prices of %(year)s") % {"year": price_year}


def output_stamp() -> tuple[object, ...]:
    """Return what changes whenever output or value is recorded, corrected or withdrawn."""
    return tuple(
        value
        for model in (Output, Turnover)
        for value in model._default_manager.aggregate(  # noqa: SLF001 - Django's public name for it
            newest=Max("pk"),
            replaced=Count("superseded_by"),
            withdrawn=Count("withdrawn_at"),
            last=Max("withdrawn_at"),
        ).values()
    )


def _narrowed(model: type[Model], year: int, enterprise_id: int | None) -> QuerySet:
    rows = counting(model).filter(year=year)
    return rows if enterprise_id is None else rows.filter(enterprise_id=enterprise_id)


def _plain(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.normalize() + 0


def _output(row: tuple) -> OutputFact:
    number, owner, year, month, product, name_en, name_zh, amount, unit, origin, evidence = row
    return OutputFact(
        number,
        owner,
        year,
        month or None,
        product,
        name_en,
        name_zh,
        amount.normalize() + 0,
        unit,
        origin,
        evidence,
    )


def _turnover(row: tuple) -> TurnoverFact:
    number, owner, year, price_year, value, added, origin, evidence = row
    return TurnoverFact(number, owner, year, price_year, value.normalize() + 0, _plain(added),
                        origin, evidence)  # fmt: skip
