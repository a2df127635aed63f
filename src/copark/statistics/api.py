"""Statistics for machines: the same questions as the pages, and the same rights."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from copark.base import asked
from copark.base.rights import Right, has, require_scope, scope_of
from copark.statistics.calc import trends as calc
from copark.statistics.contracts import ENERGY
from copark.statistics.queries import composition as read_composition
from copark.statistics.queries import contribution as read_contribution
from copark.statistics.queries import plan as read_plan
from copark.statistics.queries import questions, sector_document, solvents
from copark.statistics.queries import season as read_season
from copark.statistics.queries import trends as read_trends

router = Router(tags=["statistics"])


class Asked(Schema):
    """Where and what: at most one of enterprise, sector (two digits) and zone (number)."""

    subject: str = ENERGY
    enterprise: int | None = None
    sector: str = ""
    zone: str = ""
    by: str = ""


class Place(Schema):
    kind: str
    key: str
    name: str


class Amount(Schema):
    period: int
    value: Decimal | None


class Line(Schema):
    key: str
    name: str
    amounts: list[Amount]
    change: Decimal | None  # of the newest period against the one before, as a share
    share: Decimal | None  # of the whole in the newest period


class Trends(Schema):
    subject: str
    unit: str
    place: Place
    by: str
    whole: list[Amount]
    lines: list[Line]
    note: str


class Flow(Schema):
    source: str
    target: str
    column: int
    value: Decimal


class Composition(Schema):
    kind: str
    unit: str
    place: Place
    year: int
    columns: list[str]
    flows: list[Flow]


class Month(Schema):
    month: int
    value: Decimal
    index: Decimal | None  # ratio to the mean of the year's months


class YearOfMonths(Schema):
    year: int
    months: list[Month]


class Seasonality(Schema):
    subject: str
    unit: str
    place: Place
    years: list[YearOfMonths]
    usual: dict[int, Decimal]


class Contribution(Schema):
    key: str
    name: str
    before: Decimal
    after: Decimal
    change: Decimal


class Effects(Schema):
    scale: Decimal
    structure: Decimal
    intensity: Decimal
    change: Decimal
    enterprises: int
    left_out: int


class Contributions(Schema):
    subject: str
    unit: str
    place: Place
    before: int
    after: int
    change: Decimal
    parts: list[Contribution]
    effects: Effects | None


class Held(Schema):
    row: str
    name: str
    by: str
    unit: str
    allowed: Decimal
    so_far: Decimal
    used: Decimal | None  # share of what is allowed
    covered: Decimal  # share of the year's days
    expected: Decimal | None  # by simple pace
    expected_share: Decimal | None


@router.get("/trends/{year}", response=Trends)
def trends(
    request: HttpRequest, year: int, about: Query[Asked], scale: str = "years"
) -> dict[str, object]:
    """Return a subject of a place over the years, or with `scale=months` over the months."""
    question = _question(request, year, about)
    is_monthly = scale == "months"
    run = (read_trends.over_months if is_monthly else read_trends.over_years)(question)
    return {
        "subject": question.subject.key,
        "unit": run.unit,
        "place": question.place,
        "by": "month" if is_monthly else question.split,
        "whole": _amounts(run.periods, run.whole),
        "lines": [_line(run, line) for line in run.lines],
        "note": run.note,
    }


def _line(run: read_trends.Run, line: calc.Line) -> dict[str, object]:
    return {
        "key": line.key,
        "name": run.name(line),
        "amounts": _amounts(run.periods, line),
        "change": calc.change(line.before, line.last),
        "share": calc.share(line.last, run.whole.last),
    }


def _amounts(periods: Sequence[int], line: calc.Line) -> list[dict[str, object]]:
    return [
        {"period": period, "value": value}
        for period, value in zip(periods, line.values, strict=True)
    ]


@router.get("/composition/{year}", response=Composition)
def composition(
    request: HttpRequest, year: int, about: Query[Asked], kind: str = ENERGY
) -> dict[str, object]:
    """Return the flows of energy, carbon, solvents, or releases to air or water in a year."""
    if kind not in {*read_composition.COLUMNS, "solvents"}:
        raise Http404
    question = _question(request, year, about)
    found = (
        solvents.composed(year, question.place)
        if kind == "solvents"
        else read_composition.composed(kind, year, question.place, question.ground, question.stamp)
    )
    return {
        "kind": kind,
        "unit": found.unit,
        "place": question.place,
        "year": year,
        "columns": list(found.columns),
        "flows": [
            {
                "source": found.name(flow.source),
                "target": found.name(flow.target),
                "column": flow.source.column,
                "value": flow.value,
            }
            for flow in found.flows
        ],
    }


@router.get("/seasonality/{year}", response=Seasonality)
def seasonality(request: HttpRequest, year: int, about: Query[Asked]) -> dict[str, object]:
    """Return the months of a year and of those before, and the usual year."""
    question = _question(request, year, about)
    found = read_season.seasons(question)
    return {
        "subject": question.subject.key,
        "unit": found.unit,
        "place": question.place,
        "years": [
            {
                "year": row.year,
                "months": [
                    {"month": month, "value": value, "index": row.indices.get(month)}
                    for month, value in row.amounts.items()
                ],
            }
            for row in found.years
        ],
        "usual": found.usual,
    }


@router.get("/contribution/{year}", response=Contributions)
def contribution(
    request: HttpRequest, year: int, about: Query[Asked], before: int | None = None
) -> dict[str, object]:
    """Return what moved an amount since an earlier year; without one, since the year before."""
    question = _question(request, year, about)
    found = read_contribution.driven(question, year - 1 if before is None else before)
    split = found.split
    return {
        "subject": question.subject.key,
        "unit": found.unit,
        "place": question.place,
        "before": found.before,
        "after": found.after,
        "change": found.change,
        "parts": [
            {
                "key": row.key,
                "name": found.names.get(row.key, row.key),
                "before": row.before,
                "after": row.after,
                "change": row.change,
            }
            for row in found.rows
        ],
        "effects": split
        and {
            "scale": split.scale,
            "structure": split.structure,
            "intensity": split.intensity,
            "change": split.change,
            "enterprises": len(split.branches),
            "left_out": split.left_out,
        },
    }


@router.get("/plan/{year}", response=list[Held])
def plan(request: HttpRequest, year: int, about: Query[Asked]) -> list[dict[str, object]]:
    """Return the amounts of a year against plans and permits."""
    question = _question(request, year, about)
    today: date = asked.now().date()
    return [
        {
            "row": row.row,
            "name": read_plan.name(row),
            "by": row.by,
            "unit": row.unit,
            "allowed": row.allowed,
            "so_far": row.pace.so_far,
            "used": row.share,
            "covered": row.pace.elapsed,
            "expected": row.pace.expected,
            "expected_share": row.expected_share,
        }
        for row in read_plan.standing(question, today)
    ]


@router.get("/intensity/{year}", response=dict[str, Any])
def intensity(
    request: HttpRequest, year: int, about: Query[Asked], per: str = "output", prices: int = 0
) -> dict[str, object]:
    """Return a subject per output value, or with `per=added` per added value, by enterprise."""
    question = _question(request, year, about)
    return sector_document.intensities(question, sector_document.asked(question, per, prices))


@router.get("/sector/{year}", response=dict[str, Any])
def sector(
    request: HttpRequest, year: int, about: Query[Asked], per: str = "output", prices: int = 0
) -> dict[str, object]:
    """Return how intensities lie within a sector; others are a group to enterprise staff."""
    question = _question(request, year, about)
    return sector_document.comparison(question, sector_document.asked(question, per, prices))


@router.get("/guidance/{enterprise_id}", response=dict[str, Any])
def guidance(
    request: HttpRequest, enterprise_id: int, year: int = 0, per: str = "output", prices: int = 0
) -> dict[str, object]:
    """Return sources by size, gaps to the sector, what lists ask, and kinds of measures."""
    now = asked.now()
    question = _question(request, year or now.year - 1, Asked(enterprise=enterprise_id))
    about = sector_document.asked(question, per, prices)
    return sector_document.guided(question, about, now.date())


def _question(request: HttpRequest, year: int, about: Asked) -> questions.Question:
    """Return the question; 403 without the right or for another's data, 404 for what is not."""
    if not has(request.user, Right.SEE_OWN):
        raise PermissionDenied
    if about.enterprise is not None:
        require_scope(request.user, about.enterprise)
    if year not in asked.YEARS:
        raise Http404
    bound = scope_of(request.user).enterprise_id
    found = questions.question(
        year=year,
        subject=about.subject,
        place=_place(about),
        split=about.by,
        bound=bound,
        now_year=asked.now().year,
    )
    if found is None:
        raise Http404
    return found


def _place(about: Asked) -> tuple[str, str]:
    if about.enterprise is not None:
        return "enterprise", str(about.enterprise)
    if about.sector:
        return "sector", about.sector
    return ("zone", about.zone) if about.zone else ("park", "")
