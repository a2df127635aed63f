"""How the park, or one enterprise, stands this year: read from every domain, computed by none."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from copark.alerts import queries as alerts
from copark.carbon import queries as carbon
from copark.energy import queries as energy
from copark.kernel.figure import Figure, Ingredient, total
from copark.monitoring import queries as monitoring
from copark.pollution import queries as pollution
from copark.registry import queries as registry
from copark.site.kept import Kept
from copark.synergy import queries as synergy
from copark.synergy import words as list_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from copark.alerts.contracts import EarlyWarning
    from copark.pollution.contracts import AgainstPermits
    from copark.synergy.contracts import ListRow

NEEDS = 8  #: Open early warnings shown; the list has the rest.
CHANGES = 6
NEAR = Decimal("0.9")  #: Share of a plan or permit from which it asks for attention.
LISTS = ("carbon", "env_air", "env_water", "energy")  #: Those drawn from the year's numbers.
STATES = ("ALARM", "ATTENTION", "OFFLINE", "NORMAL")
FIGURES_AGE = timedelta(minutes=5)  #: A year's sum of forty enterprises does not move in less.
LISTS_AGE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Held:
    """A figure of the year, held against what was planned or permitted."""

    key: str
    label: str
    hue: str
    figure: Figure
    allowed: Decimal | None
    url: str
    by: str  #: Plan or permit, in the reader's words.
    share: Decimal | None
    share_figure: Figure | None = None  #: The share of a plan, with both amounts.

    @property
    def css_share(self) -> str:
        return f"{self.share or 0:.3f}"

    @property
    def state(self) -> str:
        if self.share is None or self.share < NEAR:
            return "NORMAL"
        return "ALARM" if self.share > 1 else "ATTENTION"


@dataclass(frozen=True, slots=True)
class Listing:
    """One of the three lists: how many units are on it, or for what one unit is."""

    name: str
    count: int
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """An early warning with the name of whom it concerns."""

    warning: EarlyWarning
    owner: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person reads first in the morning."""

    year: int
    figures_at: datetime
    needs: Sequence[Notice]
    open_count: int
    changes: Sequence[Notice]
    states: Sequence[tuple[str, int]]
    headlines: Sequence[Held]
    releases: Sequence[Held]
    lists_year: int
    listings: Sequence[Listing]


def standing(year: int, enterprise_id: int | None, now: datetime) -> Standing:
    needs = alerts.open_warnings(enterprise_id)
    counts = Counter(state.state for state in monitoring.outlet_states(enterprise_id))
    names = _names() if enterprise_id is None else {}
    at, held = figures(year, enterprise_id, now)
    return Standing(
        year=year,
        figures_at=at,
        needs=[Notice(row, names.get(row.enterprise_id, "")) for row in needs[:NEEDS]],
        open_count=len(needs),
        changes=[
            Notice(row, names.get(row.enterprise_id, ""))
            for row in alerts.recent(CHANGES, enterprise_id)
        ],
        states=[(state, counts[state]) for state in STATES if counts[state]],
        headlines=[row for row in held if row.hue in {"energy", "carbon"}],
        releases=[row for row in held if row.hue in {"air", "water"}],
        lists_year=year - 1,
        listings=_listings(_LISTS.of(year - 1, now=now)[1], enterprise_id),
    )


def figures(year: int, enterprise_id: int | None, now: datetime) -> tuple[datetime, list[Held]]:
    """Return the year's figures; those of the whole park may be a few minutes old."""
    if enterprise_id is None:
        return _FIGURES.of(year, get_language() or "", now=now)
    return now, _held(year, enterprise_id)


def forget() -> None:
    """Drop what is kept: between tests."""
    _FIGURES.forget()
    _LISTS.forget()


def _of_park(year: int, _language: str) -> list[Held]:
    return _held(year, None)


def _lists_of(year: int) -> tuple[ListRow, ...]:
    park = registry.park()
    area = park.area_code if park else ""
    return synergy.lists_of(year, synergy.default_name(area), area).rows


_FIGURES = Kept(_of_park, FIGURES_AGE)
_LISTS = Kept(_lists_of, LISTS_AGE)


def _held(year: int, enterprise_id: int | None) -> list[Held]:
    return [*_headlines(year, enterprise_id), *_releases(year, enterprise_id)]


def _headlines(year: int, enterprise_id: int | None) -> list[Held]:
    plans = {(row.enterprise_id, row.subject): row.value for row in registry.plans(year)}
    used = energy.year_of(year, enterprise_id)
    rows = [
        (_("Energy"), "energy", "energy:year", [row.figure for row in used]),
        (_("Carbon"), "carbon", "carbon:year", _emitted(year, enterprise_id)),
    ]
    return [
        _planned(label, hue, name, _whole(label, year, found), plans.get((enterprise_id, hue)))
        for label, hue, name, found in rows
        if found
    ]


def _planned(label: str, hue: str, name: str, figure: Figure, plan: Decimal | None) -> Held:
    return Held(
        key=hue,
        label=label,
        hue=hue,
        figure=figure,
        allowed=plan,
        url=reverse(name),
        by=_("planned"),
        share=figure.value / plan if plan else None,
        share_figure=_share_of(figure, plan) if plan else None,
    )


def _share_of(figure: Figure, plan: Decimal) -> Figure:
    amounts = (
        Ingredient(figure.name, figure.value, figure.unit),
        Ingredient(_("Plan"), plan, figure.unit),
    )
    share, how = figure.value / plan * 100, _("figure ÷ plan × 100")
    return Figure(_("Share of the plan"), share, "%", how, figure.period, amounts)


def _emitted(year: int, enterprise_id: int | None) -> list[Figure]:
    return [row.figure for row in carbon.year_of(year, enterprise_id)]


def _releases(year: int, enterprise_id: int | None) -> list[Held]:
    """Each pollutant to air and to water against the sum of the permits."""
    rows = pollution.year_of(year, enterprise_id)
    found: dict[tuple[str, str], list[Figure]] = {}
    for row in rows:
        if row.medium in {"AIR", "WATER"}:
            found.setdefault((row.medium, row.pollutant), []).append(row.figure)
    against = pollution.against_permits(rows, registry.permits(year))
    return [_release(key, parts, against.get(key), year) for key, parts in sorted(found.items())]


def _release(
    key: tuple[str, str], parts: Sequence[Figure], against: AgainstPermits | None, year: int
) -> Held:
    medium, pollutant = key
    name = pollution.pollutant_name(pollutant)
    return Held(
        key=f"{medium}-{pollutant}".lower(),
        label=name,
        hue=medium.lower(),
        figure=_whole(name, year, parts),
        allowed=against.permitted if against else None,
        url=reverse("pollution:year"),
        by=_("permitted"),
        share=against.share if against else None,
    )


def _listings(rows: Iterable[ListRow], enterprise_id: int | None) -> list[Listing]:
    listings = []
    mine = [row for row in rows if enterprise_id in {None, row.enterprise_id}]
    for name in LISTS:
        here = [row for row in mine if row.list == name]
        if here:
            units = {row.enterprise_id for row in here}
            subjects = sorted({list_words.subject(row.subject) for row in here})
            listings.append(Listing(list_words.list_name(name), len(units), tuple(subjects)))
    return listings


def _whole(name: str, year: int, parts: Sequence[Figure]) -> Figure:
    if len(parts) == 1:
        return parts[0]
    same = tuple(part for part in parts if part.unit == parts[0].unit)
    return total(name, same[0].unit, _("Sum of the enterprises"), same, str(year))


def _names() -> dict[int | None, str]:
    chinese = (get_language() or "").startswith("zh")
    return {row.id: row.name_zh if chinese else row.name_en for row in registry.enterprises()}
