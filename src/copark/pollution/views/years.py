"""Pollutants of a year in the park, and the tables behind."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from copark.base import asked
from copark.base.rights import Right, needs
from copark.kernel.figure import Figure, Ingredient, total
from copark.pollution import queries, words
from copark.pollution.views import choose
from copark.registry import queries as registry
from copark.web.components import export
from copark.web.components.parts import Chart
from copark.web.components.table import Column, Filter, build

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpRequest, HttpResponse

    from copark.pollution.contracts import AgainstPermits, PollutantYear

MEDIA = ("AIR", "WATER", "INDIRECT", "SOIL")
HUES = {"AIR": "air", "WATER": "water", "INDIRECT": "water", "SOIL": "waste"}
CHARTED = 8


@dataclass(frozen=True, slots=True)
class Summed:
    """One pollutant of the park to one medium."""

    medium: str
    pollutant: str
    figure: Figure
    enterprises: int
    monitored: int
    against: AgainstPermits | None


@require_GET
@needs(Right.SEE_OWN)
def year(request: HttpRequest) -> HttpResponse:
    """Show the park's releases by pollutant; who sees one enterprise goes to its page."""
    chosen = asked.year(request)
    one = asked.scoped(request)
    if one is not None:
        return redirect(f"{reverse('pollution:enterprise-detail', args=[one])}?year={chosen}")
    rows = queries.year_of(chosen)
    sums = _sums(rows, chosen)

    def making_of(side: str) -> Callable[[Summed], str]:
        return lambda row: _making_url(row, chosen, side)

    columns = [
        Column(
            "pollutant", _("Pollutant"), value=lambda row: queries.pollutant_name(row.pollutant)
        ),
        Column("medium", _("Medium"), value=lambda row: words.medium(row.medium)),
        Column(
            "tonnes",
            _("Released"),
            value=lambda row: row.figure.value,
            kind="number",
            unit="t",
            url=making_of("released"),
            drawer=True,
        ),
        Column(
            "permitted",
            _("Permitted"),
            value=lambda row: row.against and row.against.permitted,
            kind="number",
            unit="t",
            url=making_of("permitted"),
            drawer=True,
        ),
        Column(
            "share",
            _("of the permits"),
            value=lambda row: share(row.against),
            kind="number",
            unit="%",
            url=making_of("share"),
            drawer=True,
        ),
        Column("enterprises", _("Enterprises"), kind="number", given=True),
        Column("monitored", _("of them monitored"), kind="number", given=True),
    ]
    media = Filter(
        "medium",
        _("Every medium"),
        [(code, words.medium(code)) for code in MEDIA],
        lambda row: row.medium,
    )
    table = build(
        request,
        columns,
        sums,
        name=f"releases-{chosen}",
        filters=[media],
        empty=choose.nothing(request, chosen),
    )
    context = {
        "year": chosen,
        "years": choose.years(chosen),
        "charts": [chart for chart in (_chart(sums, code) for code in MEDIA[:2]) if chart],
    }
    return export.answer(request, "pollution/year.html", table, context)


@require_GET
@needs(Right.SEE_PARK)
def park_making(request: HttpRequest) -> HttpResponse:
    """Show which enterprises make up the park's release of one pollutant."""
    chosen = asked.year(request)
    if request.headers.get("HX-Request") != "true":
        return redirect(f"{reverse('pollution:year')}?year={chosen}")
    wanted = (request.GET.get("medium"), request.GET.get("pollutant"))
    rows = [row for row in queries.year_of(chosen) if (row.medium, row.pollutant) == wanted]
    side = SIDES.get(request.GET.get("side", ""), _released)
    figure = side(_sums(rows, chosen)[0], rows, chosen) if rows else None
    return render(request, "pollution/making.html", {"figure": figure})


def _making_url(row: Summed, year: int, side: str) -> str:
    if side != "released" and row.against is None:
        return ""
    query = {"year": year, "medium": row.medium, "pollutant": row.pollutant, "side": side}
    return f"{reverse('pollution:park-making')}?{urlencode(query)}"


def _released(row: Summed, _rows: Sequence[PollutantYear], _year: int) -> Figure:
    return row.figure


def _permitted(row: Summed, rows: Sequence[PollutantYear], year: int) -> Figure:
    """Return what is permitted to those whose release is known, enterprise by enterprise. [t]"""
    owners, names = {one.enterprise_id for one in rows}, choose.names()
    key = (queries.permit_medium(row.medium), row.pollutant)
    held = tuple(
        Ingredient(names.get(one.enterprise_id, ""), one.tonnes, "t", note=one.source)
        for one in registry.permits(year)
        if one.enterprise_id in owners and (one.medium, one.pollutant) == key
    )
    value = sum((one.value for one in held), Decimal(0))
    said = _("sum of the permits of those whose release is known")
    return Figure(_("Permitted"), value, "t", said, str(year), held)


def _share_figure(row: Summed, rows: Sequence[PollutantYear], year: int) -> Figure | None:
    """Return the share of the permits that was released under them. [%]"""
    if row.against is None or not row.against.share:
        return None
    return Figure(
        _("of the permits"),
        row.against.share * 100,
        "%",
        _("released by those who hold the permits / permitted"),
        str(year),
        (
            Ingredient(_("Released"), row.against.released, "t"),
            Ingredient(_("Permitted"), row.against.permitted, "t"),
        ),
        parts=(_permitted(row, rows, year),),
    )


SIDES: dict[str, Callable[[Summed, Sequence[PollutantYear], int], Figure | None]] = {
    "permitted": _permitted,
    "share": _share_figure,
}


@require_GET
@needs(Right.SEE_OWN)
def pollutant_list(request: HttpRequest) -> HttpResponse:
    """Show the pollutant equivalents of the tax law, with their sources."""
    columns = [
        Column("name_zh", _("Pollutant"), sub=lambda row: row["pollutant"]),
        Column("medium", _("Medium"), value=lambda row: words.medium(row["medium"].upper())),
        Column("class", _("Class")),
        Column(
            "equivalent_value",
            _("Equivalent value"),
            value=lambda row: Decimal(row["equivalent_value"]),
            kind="number",
            digits=6,
            given=True,
        ),
        Column("unit", _("Unit")),
        Column("source", _("Source"), sub=lambda row: row["note"]),
        Column(
            "confidence",
            _("Confidence"),
            value=lambda row: (
                _("to be verified") if row["confidence"] == "memory" else _("read in the source")
            ),
        ),
    ]
    table = build(request, columns, queries.equivalents(), name="pollutant-equivalents")
    return export.answer(
        request, "pollution/pollutant_list.html", table, {"parameters": queries.parameters()}
    )


def share(against: AgainstPermits | None) -> Decimal | None:
    """Return the share of the permits that was released, in per cent; None where there is none."""
    found = against.share if against else None
    return None if found is None else round(found * 100, 1)


def _sums(rows: Sequence[PollutantYear], year: int) -> list[Summed]:
    names = choose.names()
    groups: dict[tuple[str, str], list[PollutantYear]] = defaultdict(list)
    for row in rows:
        groups[row.medium, row.pollutant].append(row)
    against = queries.against_permits(rows, registry.permits(year))
    return [
        _summed(key, groups[key], against.get(key), names, year)
        for key in sorted(groups, key=lambda key: (MEDIA.index(key[0]), *_rank(key[1])))
    ]


def _rank(pollutant: str) -> tuple[int, str]:
    return list(queries.pollutants()).index(pollutant), pollutant


def _summed(
    key: tuple[str, str],
    rows: Sequence[PollutantYear],
    against: AgainstPermits | None,
    names: dict[int, str],
    year: int,
) -> Summed:
    medium, pollutant = key
    parts = tuple(
        Figure(names.get(row.enterprise_id, ""), row.figure.value, "t", "")
        for row in sorted(rows, key=_size)
    )
    figure = total(
        queries.pollutant_name(pollutant), "t", _("sum over the enterprises"), parts, str(year)
    )
    monitored = sum(1 for row in rows if row.method == "MONITORED")
    return Summed(medium, pollutant, figure, len(rows), monitored, against)


def _size(row: PollutantYear) -> Decimal:
    return -row.figure.value


def _chart(sums: Sequence[Summed], medium: str) -> Chart | None:
    rows = [row for row in sums if row.medium == medium and row.pollutant != "co2"][:CHARTED]
    if not rows:
        return None
    names = [queries.pollutant_name(row.pollutant) for row in rows]
    content = {
        "unit": "t",
        "x": "category",
        "categories": names,
        "series": [
            {
                "name": words.medium(medium),
                "hue": HUES[medium],
                "kind": "hbar",
                "points": [
                    [name, float(row.figure.value)] for name, row in zip(names, rows, strict=True)
                ],
            }
        ],
    }
    return Chart(words.medium(medium), content, id=f"releases-{medium.lower()}")
