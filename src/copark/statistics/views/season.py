"""How a subject runs through the months, and metered energy through the day and the week."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from copark.base import asked
from copark.base.rights import Right, needs
from copark.statistics import words
from copark.statistics.calc import season as calc
from copark.statistics.contracts import CARBON, ENERGY
from copark.statistics.queries import season as read
from copark.statistics.views import frame
from copark.statistics.views.chosen import Chosen, chosen
from copark.web.components import export
from copark.web.components.parts import Chart
from copark.web.components.table import Column, Table, build

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from copark.statistics.queries.season import Months, Pattern, Seasons

EVEN = Decimal(1)
DEEPEST = Decimal("0.25")  #: How far from its mean a month is drawn in full colour.


@dataclass(frozen=True, slots=True)
class Cell:
    """One month of one year on the heat map."""

    value: Decimal
    index: Decimal | None
    depth: str  #: 0 to 1: how strongly it is coloured.
    is_high: bool
    url: str


@require_GET
@needs(Right.SEE_OWN)
def season(request: HttpRequest) -> HttpResponse:
    """Show months against years as a heat map, the usual year, and the pattern of a day."""
    found = chosen(request)
    seasons = read.seasons(found)
    table = _table(request, found, seasons)
    pattern = read.pattern(found.place, asked.now()) if found.subject.key == ENERGY else None
    context = frame.context(found, "statistics:season") | {
        "months": [words.month(month) for month in calc.MONTHS],
        "rows": [(row.year, _cells(found, row)) for row in seasons.years],
        "usual": [_usual(found, seasons, month) for month in calc.MONTHS] if seasons.usual else [],
        "unit": seasons.unit,
        "profile": _profile(found, seasons),
        "pattern": pattern,
        "hours": _hours(pattern) if pattern else None,
        "weekdays": _weekdays(pattern) if pattern else None,
        "empty": frame.nothing(found),
        "note": _note(found),
    }
    return export.answer(request, "statistics/season.html", table, context)


def _note(found: Chosen) -> str:
    if found.subject.is_release:
        return _("Monitored mass only: declared releases are known by the year.")
    if found.subject.key == CARBON:
        return _("Fuel, electricity and heat that were declared or metered by month.")
    return _("Only what was declared or metered by month.")


def _cells(found: Chosen, row: Months) -> list[Cell | None]:
    return [_cell(found, row, month) if month in row.amounts else None for month in calc.MONTHS]


def _cell(found: Chosen, row: Months, month: int) -> Cell:
    index = row.indices.get(month)
    away = (index or EVEN) - EVEN
    return Cell(
        row.amounts[month],
        index,
        f"{min(abs(away) / DEEPEST, EVEN):.2f}",
        away > 0,
        found.making("month", year=row.year, month=month),
    )


def _usual(found: Chosen, seasons: Seasons, month: int) -> Cell:
    index = seasons.usual[month]
    depth = f"{min(abs(index - EVEN) / DEEPEST, EVEN):.2f}"
    return Cell(index, index, depth, index > EVEN, found.making("usual", month=month))


def _table(request: HttpRequest, found: Chosen, seasons: Seasons) -> Table:
    """Return what the heat map shows, for the files."""

    def amount(month: int) -> Column:
        return Column(
            f"m{month}",
            words.month(month),
            value=lambda row: row.amounts.get(month),
            kind="number",
            unit=seasons.unit,
        )

    columns = [
        Column("year", _("Year"), value=lambda row: str(row.year)),
        *(amount(month) for month in calc.MONTHS),
    ]
    return build(request, columns, seasons.years, name=f"season-{found.subject.key}")


def _profile(found: Chosen, seasons: Seasons) -> Chart | None:
    if not seasons.years:
        return None
    newest = seasons.years[0]
    series = [_series(str(newest.year), newest.indices, found.subject.hue, "bar")]
    if seasons.usual:
        series.append(_series(_("Usual year"), seasons.usual, "plan", "line"))
    content = {
        "unit": "",
        "x": "category",
        "categories": [words.month(month) for month in calc.MONTHS],
        "series": series,
        "limits": [{"value": 1, "name": _("Mean"), "plan": True}],
    }
    return Chart(_("Each month against the mean of its year"), content, id="profile")


def _series(name: str, indices: dict[int, Decimal], hue: str, kind: str) -> dict[str, object]:
    points = [[words.month(month), round(float(value), 4)] for month, value in indices.items()]
    return {"name": name, "hue": hue, "kind": kind, "points": points}


def _hours(pattern: Pattern) -> Chart | None:
    if not pattern.hours:
        return None
    names = [f"{hour:02}:00" for hour in range(24)]
    content = {
        "unit": "kWh",
        "x": "category",
        "categories": names,
        "series": [
            {
                "name": _("Electricity"),
                "hue": "energy",
                "kind": "area",
                "points": [[names[row.hour], float(row.amount)] for row in pattern.hours],
            }
        ],
    }
    return Chart(_("Electricity by hour of the day"), content, id="hours", height="14rem")


def _weekdays(pattern: Pattern) -> Chart | None:
    if not pattern.weekdays:
        return None
    content = {
        "unit": frame.unit("tce"),
        "x": "category",
        "categories": [words.weekday(day) for day in range(7)],
        "series": [
            {
                "name": _("Energy"),
                "hue": "energy",
                "kind": "bar",
                "points": [
                    [words.weekday(day), float(value)] for day, value in pattern.weekdays.items()
                ],
            }
        ],
    }
    return Chart(_("Metered energy by weekday"), content, id="weekdays", height="14rem")
