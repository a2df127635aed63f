"""Energy, carbon and pollutants per output value, added value and product, over the years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from copark.base.rights import Right, has, needs
from copark.energy import queries as energy
from copark.kernel.figure import Figure
from copark.statistics.contracts import ENERGY
from copark.statistics.queries import intensity as read
from copark.statistics.views import frame
from copark.statistics.views.sector_question import Question, question, source_making
from copark.web import numbers
from copark.web.components import export
from copark.web.components.parts import Chart, Empty
from copark.web.components.table import Column, Table, build

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from django.http import HttpRequest, HttpResponse

    from copark.energy.contracts import Turnover
    from copark.statistics.contracts import Subject
    from copark.statistics.queries.intensity import Ratio

PAGE = "statistics:intensity"
MAKING = "statistics:intensity-making"


@require_GET
@needs(Right.SEE_OWN)
def intensity(request: HttpRequest) -> HttpResponse:
    """Show the intensities of a place: its enterprises, or every subject of one of them."""
    asked_for = question(request)
    found = asked_for.found
    is_one = found.place.enterprise_id is not None
    trend = {per: _trend(asked_for, per) for per in read.PER}
    table = (_subjects if is_one else _enterprises)(request, asked_for)
    context: dict[str, Any] = (
        frame.context(found, PAGE)
        | asked_for.context
        | {
            "chart": _chart(asked_for, trend),
            "headlines": _headlines(asked_for, trend),
            "is_one": is_one,
            "loss": _loss(asked_for) if is_one and found.subject.key == ENERGY else None,
            "guidance_url": _guidance(asked_for),
            "missing": _missing(request, asked_for),
        }
    )
    return export.answer(request, "statistics/intensity.html", table, context)


@require_GET
@needs(Right.SEE_OWN)
def making(request: HttpRequest) -> HttpResponse:
    """Show how an intensity was made: in the drawer, else as a page of its own."""
    asked_for = question(request)
    found = asked_for.found
    if request.GET.get("of") == "product":
        figure = _per_product(found.subject, asked_for)
    else:
        figure = read.making(
            found.subject,
            found.year,
            asked_for.per,
            asked_for.price_year,
            found.place,
            found.ground,
        )
    if figure is None:
        raise Http404
    context = {"figure": figure, "is_fragment": request.headers.get("HX-Request") == "true"}
    return render(request, "statistics/making.html", context)


def _per_product(subject: Subject, asked_for: Question) -> Figure | None:
    own = asked_for.found.place.enterprise_id
    if own is None:
        return None
    year = asked_for.found.year
    held = read.figures(subject, year, own)
    return read.product_making(year, own, held[0][1], subject.name) if held else None


def _trend(asked_for: Question, per: str) -> dict[int, Ratio]:
    """Return the intensity of the place in each of the years that has one."""
    found = asked_for.found
    rows = {
        year: read.of_place(
            read.ratios(found.subject, year, per, asked_for.price_year, asked_for.stamp),
            found.subject,
            found.place,
        )
        for year in found.recent_years()
    }
    return {year: row for year, row in rows.items() if row and row.value is not None}


def _headlines(
    asked_for: Question, trend: dict[str, dict[int, Ratio]]
) -> list[tuple[str, Figure, str]]:
    """Return the intensities of the chosen year with the way to their making."""
    year = asked_for.found.year
    return [
        (
            _("per %(value)s") % {"value": _(read.NAMES[per])},
            Figure(asked_for.found.subject.name, row.value, row.unit, "", str(year)),
            asked_for.making(MAKING, per=per),
        )
        for per, rows in trend.items()
        if (row := rows.get(year)) and row.value is not None
    ]


def _chart(asked_for: Question, trend: dict[str, dict[int, Ratio]]) -> Chart | None:
    years = sorted({year for rows in trend.values() for year in rows})
    if not years:
        return None
    unit = next(row.unit for rows in trend.values() for row in rows.values())
    hues = {read.OUTPUT: asked_for.found.subject.hue, read.ADDED: "money"}
    content = {
        "unit": numbers.unit_text(unit),
        "x": "category",
        "categories": [str(year) for year in years],
        "series": [
            {
                "name": _("per %(value)s") % {"value": _(read.NAMES[per])},
                "hue": hues[per],
                "kind": "bar",
                "points": [[str(year), float(row.value or 0)] for year, row in rows.items()],
            }
            for per, rows in trend.items()
            if rows
        ],
    }
    title = _("Intensity over the years, %(prices)s") % {
        "prices": energy.price_basis(asked_for.price_year)
    }
    return Chart(title, content, id="intensity-years")


def _loss(asked_for: Question) -> tuple[Figure | None, bool]:
    """Return the calorific-loss value of the year, and whether there is energy at all."""
    found = asked_for.found
    rows = energy.year_of(found.year, found.place.enterprise_id)
    return (energy.calorific_loss_of(rows[0]), True) if rows else (None, False)


def _guidance(asked_for: Question) -> str:
    own = asked_for.found.place.enterprise_id
    if own is None:
        return ""
    address = reverse("statistics:guidance", args=[own])
    return f"{address}?year={asked_for.found.year}"


def _missing(request: HttpRequest, asked_for: Question) -> Empty | None:
    """Say what to enter where a year has no values to divide by."""
    if read.turnovers(asked_for.found.year, asked_for.price_year, asked_for.stamp):
        return None
    may_report = has(request.user, Right.REPORT)
    return Empty(
        _("No output value for %(year)s") % {"year": asked_for.found.year},
        _("An intensity needs the output value or the added value of the year."),
        reverse("energy:turnover-import") if may_report else "",
        _("Import output value and added value"),
    )


# Tables


def _enterprises(request: HttpRequest, asked_for: Question) -> Table:
    """Return a row an enterprise: its amount, its values and both intensities."""
    found = asked_for.found
    subject, year = found.subject, found.year
    held = {
        per: read.ratios(subject, year, per, asked_for.price_year, asked_for.stamp)
        for per in read.PER
    }
    levels = read.levels(subject, year, asked_for.stamp)
    values = read.turnovers(year, asked_for.price_year, asked_for.stamp)
    before = read.ratios(subject, year - 1, asked_for.per, asked_for.price_year, asked_for.stamp)
    rows = [owner for owner in levels if found.place.holds(owner)]
    last = _ratio_column(asked_for, before, str(year - 1), asked_for.per, year=year - 1)
    columns = [
        Column(
            "name",
            _("Enterprise"),
            value=lambda owner: found.ground.name("enterprise", str(owner)),
            url=lambda owner: f"{reverse(PAGE)}?{asked_for.query(place=f'enterprise-{owner}')}",
        ),
        Column(
            "amount",
            subject.name,
            value=lambda owner: levels[owner].value,
            kind="number",
            unit=next((row.unit for row in levels.values()), subject.unit),
            url=lambda owner: source_making(subject, owner, year),
            drawer=True,
        ),
        *(
            column
            for per in read.PER
            for column in (
                _value_column(values, per),
                _ratio_column(asked_for, held[per], _per(per), per),
            )
        ),
        last,
    ]
    return build(
        request,
        columns,
        rows,
        name=f"intensity-{subject.key}-{year}",
        order=f"-{asked_for.per}",
        empty=frame.nothing(found),
        can_search=len(rows) > frame.MANY,
    )


def _per(per: str) -> str:
    return _("Per %(value)s") % {"value": _(read.NAMES[per])}


def _value_column(values: dict[int, Turnover], per: str) -> Column:
    return Column(
        f"value-{per}",
        _(read.NAMES[per]).capitalize(),
        value=lambda owner: read.worth(values.get(owner), per),
        kind="number",
        unit=read.MONEY,
        places=0,
        given=True,
    )


def _ratio_column(
    asked_for: Question, rows: dict[int, Ratio], label: str, per: str, **changes: object
) -> Column:
    """Return a column of intensities; where there is none, it says why."""
    key = f"{per}-{label}" if changes else per
    return Column(
        key,
        label,
        value=lambda owner: rows[owner].value if owner in rows else None,
        kind="number",
        unit=next((row.unit for row in rows.values()), ""),
        url=lambda owner: (
            asked_for.making(MAKING, place=f"enterprise-{owner}", per=per, **changes)
            if owner in rows and rows[owner].value is not None
            else ""
        ),
        sub=lambda owner: rows[owner].why if owner in rows else "",
        drawer=True,
    )


def _subjects(request: HttpRequest, asked_for: Question) -> Table:
    """Return a row a subject of one enterprise, per output value, added value and product."""
    found = asked_for.found
    own = found.place.enterprise_id or 0
    made = read.output_of(found.year, own)
    value = read.turnovers(found.year, asked_for.price_year, asked_for.stamp).get(own)
    levels = {
        one.key: level
        for one in found.subjects
        if (level := read.levels(one, found.year, asked_for.stamp).get(own))
    }

    def link(**changes: object) -> Callable[[Subject], str]:
        return lambda one: asked_for.making(MAKING, subject=one.key, **changes)

    columns = [
        Column("name", _("Subject"), value=lambda one: one.name, url=_subject_link(asked_for)),
        Column(
            "amount",
            _("Amount"),
            value=lambda one: levels[one.key].value,
            kind="number",
            url=lambda one: source_making(one, own, found.year),
            drawer=True,
            can_sort=False,
            sub=lambda one: numbers.unit_text(levels[one.key].unit),
        ),
        *(_subject_ratio(per, levels, read.worth(value, per), link(per=per)) for per in read.PER),
    ]
    if made is not None and made.amount:
        amount, unit = made.amount, made.unit
        columns.append(
            Column(
                "product",
                _("Per product"),
                value=lambda one: levels[one.key].value / amount,
                kind="number",
                url=link(of="product"),
                drawer=True,
                can_sort=False,
                sub=lambda one: numbers.unit_text(f"{levels[one.key].unit}/{unit}"),
            )
        )
    rows = [one for one in found.subjects if one.key in levels]
    return build(
        request,
        columns,
        rows,
        name=f"intensity-{own}-{found.year}",
        empty=frame.nothing(found),
        can_search=False,
    )


def _subject_ratio(
    per: str,
    levels: Mapping[str, read.Level],
    below: Decimal | None,
    link: Callable[[Subject], str],
) -> Column:
    def of(one: Subject) -> Ratio:
        return read.ratio(one, levels[one.key].value, below, levels[one.key].unit)

    return Column(
        per,
        _per(per),
        value=lambda one: of(one).value,
        kind="number",
        url=lambda one: link(one) if of(one).value is not None else "",
        drawer=True,
        can_sort=False,
        sub=lambda one: of(one).why or numbers.unit_text(of(one).unit),
    )


def _subject_link(asked_for: Question) -> Callable[[Subject], str]:
    return lambda one: f"{reverse(PAGE)}?{asked_for.query(subject=one.key)}"
