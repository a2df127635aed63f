"""Activity data as it was declared, and as the meters counted it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from copark.energy.calc.balance import never_both
from copark.energy.contracts import Use as UseFact
from copark.energy.models import ClosedYear, Use
from copark.factors import queries as factors
from copark.inventory import queries as inventory
from copark.monitoring import queries as monitoring

if TYPE_CHECKING:
    from datetime import date

    from copark.monitoring.contracts import MeteredEnergy, MeteredMonth

COLUMNS = (
    "pk",
    "enterprise_id",
    "year",
    "month",
    "carrier",
    "direction",
    "amount",
    "unit",
    "origin",
    "evidence",
)


def stamp() -> tuple[object, ...]:
    """
    Return what changes whenever energy may become another.

    That is: activity data was written, a year closed or restated, a table of factors activated.
    """
    found = Use.objects.aggregate(
        newest=Max("pk"),
        replaced=Count("superseded_by"),
        withdrawn=Count("withdrawn_at"),
        last=Max("withdrawn_at"),
    )
    return (*found.values(), *inventory.stamp(), factors.edition())


def is_closed(year: int) -> bool:
    """Say whether the inventories of a year are final."""
    return ClosedYear.objects.filter(year=year).exists()


def closed_years() -> set[int]:
    return set(ClosedYear.objects.values_list("year", flat=True))


def years() -> list[int]:
    """Return the years that have activity data, the newest first."""
    found = Use.objects.current().order_by("-year").values_list("year", flat=True)
    return list(found.distinct())


def declared(year: int, enterprise_id: int | None = None) -> list[UseFact]:
    rows = Use.objects.current().filter(year=year)
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    ordered = rows.order_by("enterprise_id", "carrier", "month")
    return [_fact(row) for row in ordered.values_list(*COLUMNS)]


def use(pk: int) -> UseFact | None:
    """Return a row that counts."""
    row = Use.objects.current().filter(pk=pk).values_list(*COLUMNS).first()
    return row and _fact(row)


def _fact(row: tuple) -> UseFact:
    return UseFact(
        id=row[0],
        enterprise_id=row[1],
        year=row[2],
        month=row[3] or None,
        carrier=row[4],
        direction=row[5],
        amount=row[6].normalize() + 0,
        unit=row[7],
        origin=row[8],
        evidence=row[9],
    )


def metered_days(start: date, end: date, enterprise_id: int | None = None) -> list[MeteredEnergy]:
    """Return the metered days from `start` up to, and without, `end`."""
    return monitoring.metered(start, end, enterprise_id)


def metered_months(year: int, enterprise_id: int | None = None) -> list[MeteredMonth]:
    return monitoring.metered_months(year, enterprise_id)


def metered(year: int, enterprise_id: int | None = None) -> list[UseFact]:
    """Return what meters counted, by enterprise, carrier and month."""
    return [
        UseFact(
            id=0,
            enterprise_id=row.enterprise_id,
            year=year,
            month=row.month,
            carrier=row.carrier,
            direction="BOUGHT",
            amount=row.amount,
            unit=row.unit,
            origin="METER",
            evidence=_("meters, %(days)s day(s)") % {"days": row.days},
        )
        for row in metered_months(year, enterprise_id)
    ]


def uses_of(year: int, enterprise_id: int | None = None) -> tuple[UseFact, ...]:
    """Return the rows that count in a year: declared, and metered where nothing was declared."""
    return never_both(declared(year, enterprise_id), metered(year, enterprise_id))
