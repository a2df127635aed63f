"""A subject of a place over years and months, ready for page and API."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from copark.statistics import words
from copark.statistics.calc import season, trends
from copark.statistics.calc.trends import Line
from copark.statistics.queries import amounts, makings, months, subjects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copark.statistics.queries.questions import Question

YEARS_BY_MONTH = 3


@dataclass(frozen=True, slots=True)
class Run:
    """The parts of a subject over its periods."""

    periods: Sequence[int]
    lines: list[Line]
    whole: Line
    names: dict[str, str]
    unit: str
    note: str = ""

    def name(self, line: Line) -> str:
        """Return what a part is called."""
        return self.names.get(line.key, line.key)


def over_years(asked: Question) -> Run:
    """Return the parts over the years; outlets by what was monitored there."""
    years = asked.recent_years()
    if asked.split == "outlet":
        return _outlets(asked, years)
    sheets = [amounts.of_subject(asked.subject, year, asked.stamp) for year in years]
    rows = [
        row for sheet in sheets for row in sheet.amounts if asked.place.holds(row.enterprise_id)
    ]
    found = trends.lines(
        rows,
        years,
        period=lambda row: row.year,
        key=lambda row: subjects.key_of(row, asked.split, asked.ground) if asked.split else "",
    )
    whole = trends.whole(found, len(years))
    names = {"": asked.subject.name} if not asked.split else {}
    for sheet in sheets:
        for line in found:
            if asked.split:
                names[line.key] = subjects.name_of(line.key, asked.split, sheet, asked.ground)
    return _trimmed(Run(years, found, whole, names, sheets[-1].unit))


def _outlets(asked: Question, years: Sequence[int]) -> Run:
    sheets = [months.sheet(asked.subject, year, asked.place, asked.stamp) for year in years]
    rows = [row for sheet in sheets for row in sheet.amounts]
    found = trends.lines(
        rows, years, period=lambda row: row.year, key=lambda row: str(row.outlet_id)
    )
    names = {str(one): name for one, name in makings.outlet_names(asked.place).items()}
    note = _("Monitored mass by outlet; what was declared for a whole year is not told apart.")
    return _trimmed(Run(years, found, trends.whole(found, len(years)), names, "t", note))


def over_months(asked: Question) -> Run:
    """Return the months of the chosen year and the two before, one line a month."""
    years = asked.recent_years(YEARS_BY_MONTH)
    sheets = [months.sheet(asked.subject, year, asked.place, asked.stamp) for year in years]
    rows = [row for sheet in sheets for row in sheet.amounts]
    lines = trends.lines(
        rows, years, period=lambda row: row.year, key=lambda row: f"{row.month:02}"
    )
    lines.sort(key=lambda line: line.key)
    names = {f"{month:02}": words.month(month) for month in season.MONTHS}
    note = (
        _("Monitored mass only: declared releases are known by the year.")
        if asked.subject.is_release
        else _("Only what was declared or metered by month.")
    )
    unit = sheets[-1].unit
    return _trimmed(Run(years, lines, trends.whole(lines, len(years)), names, unit, note))


def _trimmed(run: Run) -> Run:
    """Return the run from the first period that has a figure on."""
    known = [at for at, value in enumerate(run.whole.values) if value is not None]
    start = min(known, default=0)
    lines = [Line(line.key, line.values[start:]) for line in run.lines]
    whole = Line("", run.whole.values[start:])
    return replace(run, periods=run.periods[start:], lines=lines, whole=whole)
