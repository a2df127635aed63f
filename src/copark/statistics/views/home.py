"""What statistics can be asked: a card a question, each with a small picture of its answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from copark.base import asked
from copark.base.rights import Right, needs
from copark.energy import queries as energy
from copark.statistics import words
from copark.statistics.calc import contribution as falls
from copark.statistics.calc import season as seasons
from copark.statistics.calc.trends import exact_sum
from copark.statistics.queries import (
    amounts,
    composition,
    contribution,
    intensity,
    plan,
    season,
    trends,
)
from copark.statistics.views import composition as composition_page
from copark.statistics.views import contribution as contribution_page
from copark.statistics.views import frame
from copark.statistics.views import plan as plan_page
from copark.statistics.views.chosen import Chosen, chosen
from copark.web.components.parts import Chart

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LEAST_STEPS = 4  #: Of a small waterfall.


@dataclass(frozen=True, slots=True)
class Card:
    """A question, and a picture of its answer where there is one."""

    title: str
    question: str
    url: str
    chart: Chart | None = None
    icon: str = "chart"


@require_GET
@needs(Right.SEE_OWN)
def home(request: HttpRequest) -> HttpResponse:
    """Show the questions, for the year and the place that are chosen."""
    found = chosen(request)
    context = frame.context(found, "statistics:home") | {"cards": _cards(found)}
    return render(request, "statistics/home.html", context)


def _cards(found: Chosen) -> list[Card]:
    running = replace(found, year=asked.now().year)
    cards = [
        Card(
            _("Trends"),
            _("How does it run over the years, and what is it made of?"),
            _url("trends", found),
            _years(found),
        ),
        Card(
            _("Composition"),
            _("Where does it come from, and where does it go?"),
            _url("composition", found),
            _flows(found),
        ),
        Card(
            _("Seasonality"),
            _("Which months, days and hours take most?"),
            _url("season", found),
            _months(found),
        ),
        Card(
            _("Contribution"),
            _("Who or what moved it since the year before?"),
            _url("contribution", found),
            _steps(found),
        ),
        Card(
            _("Plan and quota"),
            _("Does the running year end within its plan and permits?"),
            _url("plan", running),
            _against(running),
        ),
        Card(
            _("Intensity"),
            _("How much for each unit of output and of product?"),
            _url("intensity", found),
            _ratios(found),
            icon="energy",
        ),
        Card(
            _("Sector comparison"),
            _("How does an enterprise stand among its like?"),
            _url("sector", found),
            _members(found),
            icon="lists",
        ),
    ]
    owner = found.place.enterprise_id
    if owner is not None:
        address = reverse("statistics:guidance", args=[owner])
        why = _("What sits where, and what would bring it down?")
        cards.append(Card(_("Guidance"), why, f"{address}?year={found.year}", icon="rules"))
    return cards


def _url(page: str, found: Chosen) -> str:
    return f"{reverse(f'statistics:{page}')}?{found.query(by='')}"


def _small(key: str, title: str, content: dict[str, Any]) -> Chart:
    return Chart(title, content | {"spark": True}, id=f"card-{key}", height="7.5rem")


def _plane(
    categories: list[str], points: list[list[Any]], hue: str, kind: str = "bar"
) -> dict[str, Any]:
    series = [{"name": "", "hue": hue, "kind": kind, "points": points}]
    return {"x": "category", "categories": categories, "series": series}


def _years(found: Chosen) -> Chart | None:
    run = trends.over_years(replace(found, split=""))
    points = [
        [str(year), float(value)]
        for year, value in zip(run.periods, run.whole.values, strict=True)
        if value is not None
    ]
    if not points:
        return None
    content = _plane([str(year) for year in run.periods], points, found.subject.hue)
    return _small("trends", _("Trends"), content | {"unit": frame.unit(run.unit)})


def _flows(found: Chosen) -> Chart | None:
    kind = composition_page.kind_of(found)
    composed = composition.composed(kind, found.year, found.place, found.ground, found.stamp)
    content = composition_page.content_of(kind, composed)
    return _small("composition", _("Composition"), content) if content["links"] else None


def _months(found: Chosen) -> Chart | None:
    read = season.seasons(found)
    if not read.years:
        return None
    shown = read.years[0].indices
    names = [words.month(month) for month in seasons.MONTHS]
    points = [[words.month(month), float(index)] for month, index in shown.items()]
    content = _plane(names, points, found.subject.hue)
    content["limits"] = [{"value": 1, "name": _("Mean"), "plan": True}]
    return _small("season", _("Seasonality"), content)


def _steps(found: Chosen) -> Chart | None:
    before = contribution_page.newest_before(found)
    driven = contribution.driven(found, before)
    if not driven.rows or not driven.has_before:
        return None
    rows = falls.gathered(driven.rows, LEAST_STEPS)
    content = contribution_page.content_of(driven, rows, found.subject.hue)
    return _small("contribution", _("Contribution"), content)


def _against(found: Chosen) -> Chart | None:
    row = plan.of_subject(found, asked.now().date())
    if row is None or not row.months:
        return None
    return _small("plan", _("Plan and quota"), plan_page.content_of(row, found.year))


def _at(found: Chosen, year: int) -> dict[int, intensity.Ratio]:
    """Return the intensities of a year per output value, at the first price basis there is."""
    stamp = (*found.stamp, energy.output_stamp())
    values = intensity.turnovers(year, next(iter(energy.price_years()), 0), stamp)
    sheet = amounts.of_subject(found.subject, year, found.stamp)
    sums = {
        owner: exact_sum(row.value for row in sheet.amounts if row.enterprise_id == owner)
        for owner in {row.enterprise_id for row in sheet.amounts}
    }
    return {
        owner: intensity.ratio(
            found.subject, above, intensity.worth(values.get(owner), intensity.OUTPUT), sheet.unit
        )
        for owner, above in sums.items()
    }


def _ratios(found: Chosen) -> Chart | None:
    years = found.recent_years()
    rows: list[tuple[str, intensity.Ratio | None]] = [
        (str(year), intensity.of_place(_at(found, year), found.subject, found.place))
        for year in years
    ]
    points: list[list[Any]] = [
        [year, float(row.value)] for year, row in rows if row and row.value is not None
    ]
    if not points:
        return None
    content = _plane([str(year) for year, _value in points], points, found.subject.hue)
    return _small("intensity", _("Intensity"), content)


def _members(found: Chosen) -> Chart | None:
    """Draw the intensities of a place in their order; not for who sees one enterprise only."""
    if found.bound is not None or found.place.enterprise_id is not None:
        return None
    rows = _at(found, found.year).items()
    held = {
        found.ground.name("enterprise", str(owner)): row.value
        for owner, row in rows
        if row.value is not None and found.place.holds(owner)
    }
    if not held:
        return None
    names = sorted(held, key=lambda name: held[name])
    points = [[name, float(held[name])] for name in names]
    return _small("sector", _("Sector comparison"), _plane(names, points, found.subject.hue))
