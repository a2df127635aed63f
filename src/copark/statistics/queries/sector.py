"""How an enterprise, or the members of a place, compare within a sector."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from copark.kernel.figure import Figure, Ingredient
from copark.registry import queries as registry
from copark.statistics import words
from copark.statistics.calc import sector_percentiles as sector
from copark.statistics.queries import intensity, places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copark.registry.contracts import EnterpriseRef
    from copark.statistics.calc.sector_percentiles import Spread
    from copark.statistics.contracts import Place, Subject
    from copark.statistics.queries.intensity import Ratio

SHOWN, TOO_FEW, NO_OWN = "SHOWN", "TOO_FEW", "NO_OWN"
MARKS = ("best", "lower", "median", "upper", "worst")
MARK_NAMES = {
    "best": gettext_noop("Best"),
    "lower": gettext_noop("Lower quartile"),
    "median": gettext_noop("Median"),
    "upper": gettext_noop("Upper quartile"),
    "worst": gettext_noop("Highest"),
}
GUARDED_NAMES = {
    "best": gettext_noop("Mean of the best three"),
    "worst": gettext_noop("Mean of the highest three"),
}
LEVELS = {4: gettext_noop("class"), 3: gettext_noop("group"), 2: gettext_noop("division")}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared: a subject of a year, per what, at which prices."""

    subject: Subject
    year: int
    per: str
    price_year: int
    stamp: tuple[object, ...]
    owners: Mapping[int, EnterpriseRef]  #: Every enterprise of the park.

    def of(self, subject: Subject) -> Asked:
        """Return the same question about another subject."""
        return replace(self, subject=subject)


def everybody() -> dict[int, EnterpriseRef]:
    """Return every enterprise of the park by its number, for comparisons."""
    return {row.id: row for row in registry.enterprises()}


@dataclass(frozen=True, slots=True)
class Member:
    """One of a group, for those who may know who it is."""

    enterprise_id: int
    code: str
    name: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    Where an enterprise, or a group, stands.

    For readers who see one enterprise only, `members` is empty and `spread` is guarded.
    """

    verdict: str
    unit: str
    prefix: str  #: Digits of the sector that the group shares; empty for the park.
    count: int  #: Others, or members where no enterprise is in question.
    own: Ratio | None = None
    spread: Spread | None = None
    rank: Decimal | None = None  #: Share of the others that lie below. [-]
    better: int = 0  #: Others that lie below.
    members: tuple[Member, ...] = ()
    is_guarded: bool = False

    @property
    def group(self) -> str:
        """Name the group in the reader's language."""
        return group_name(self.prefix)

    @property
    def marks(self) -> list[tuple[str, str, Decimal]]:
        """Return key, name and value of each number shown of the group."""
        if self.spread is None:
            return []
        return [
            (key, mark_name(key, is_guarded=self.is_guarded), getattr(self.spread, key))
            for key in MARKS
        ]


def mark_name(key: str, *, is_guarded: bool) -> str:
    """Return the name of a number of a group."""
    guarded = GUARDED_NAMES.get(key) if is_guarded else None
    return _(guarded or MARK_NAMES[key])


def group_name(prefix: str) -> str:
    """Return the name of a sector by its digits: its division, and how narrow the group is."""
    if not prefix:
        return _("The whole park")
    name = places.sector_name(prefix[: places.DIVISION])
    if len(prefix) == places.DIVISION:
        return name
    return _("%(name)s, %(level)s %(code)s") % {
        "name": name,
        "level": _(LEVELS[len(prefix)]),
        "code": prefix,
    }


def compared(asked: Asked, own: int, *, is_open: bool) -> Comparison:
    """
    Compare an enterprise with those of its sector.

    Parameters
    ----------
    asked
        What is compared.
    own
        The enterprise in question.
    is_open
        Whether the reader may see every enterprise; else nothing of another one is handed out.
    """
    held = intensity.ratios(asked.subject, asked.year, asked.per, asked.price_year, asked.stamp)
    mine = held.get(own)
    if mine is None or mine.value is None:
        return Comparison(NO_OWN, mine.unit if mine else "", "", 0, mine)
    values = {owner: row.value for owner, row in held.items() if row.value is not None}
    owners = asked.owners
    sectors = {owner: owners[owner].sector for owner in values if owner in owners}
    group = sector.group_of(own, sectors)
    if group is None:
        return Comparison(TOO_FEW, mine.unit, sectors[own][: places.DIVISION], 0, mine)
    others = [values[owner] for owner in group.others]
    wanted = {owner: values[owner] for owner in {own, *group.others}}
    return Comparison(
        SHOWN,
        mine.unit,
        group.prefix,
        len(others),
        mine,
        sector.spread([*others, mine.value]) if is_open else sector.guarded(others),
        sector.rank_share(mine.value, others),
        sum(other < mine.value for other in others),
        _members(wanted, owners) if is_open else (),
        is_guarded=not is_open,
    )


def within(asked: Asked, place: Place) -> Comparison:
    """Compare the members of a place, for readers who see them all."""
    held = intensity.ratios(asked.subject, asked.year, asked.per, asked.price_year, asked.stamp)
    wanted = {
        owner: row.value
        for owner, row in held.items()
        if row.value is not None and place.holds(owner)
    }
    unit = next((row.unit for row in held.values()), "")
    prefix = place.key if place.kind == places.SECTOR else ""
    members = _members(wanted, asked.owners)
    if len(wanted) <= sector.LEAST_OTHERS:
        return Comparison(TOO_FEW, unit, prefix, len(wanted), members=members)
    spread = sector.spread(list(wanted.values()))
    return Comparison(SHOWN, unit, prefix, len(wanted), spread=spread, members=members)


def _members(
    values: Mapping[int, Decimal], owners: Mapping[int, EnterpriseRef]
) -> tuple[Member, ...]:
    rows = [
        Member(
            owner,
            owners[owner].code,
            words.local(owners[owner].name_en, owners[owner].name_zh),
            value,
        )
        for owner, value in values.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.value, row.code)))


def making(found: Comparison, key: str, asked: Asked) -> Figure | None:
    """Return how a number of a comparison was made; of others only what the reader may see."""
    if key == "rank" and found.rank is not None:
        return _rank(found, asked)
    named = next(((name, value) for mark, name, value in found.marks if mark == key), None)
    if named is None:
        return None
    how = (
        _("mean of three or four neighbours, rounded to two digits, so that it is nobody's own")
        if found.is_guarded
        else _("percentile by linear interpolation (type 7, PERCENTILE.INC)")
    )
    name, value = named
    return Figure(name, value, found.unit, how, str(asked.year), _seen(found))


def _rank(found: Comparison, asked: Asked) -> Figure:
    assert found.rank is not None  # noqa: S101 - asked for only where there is one
    return Figure(
        _("Share of the others that lie below"),
        found.rank * 100,
        "%",
        _("others below / others; who is equal counts half"),
        str(asked.year),
        (
            Ingredient(_("Others that lie below"), Decimal(found.better), ""),
            Ingredient(_("Others compared"), Decimal(found.count), ""),
        ),
    )


def _seen(found: Comparison) -> tuple[Ingredient, ...]:
    if found.is_guarded:
        return (Ingredient(_("Others compared"), Decimal(found.count), ""),)
    return tuple(Ingredient(row.name, row.value, found.unit) for row in found.members)
