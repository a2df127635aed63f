"""The tables of a co-reduction: by subject, and by enterprise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from copark.synergy import words
from copark.synergy.queries import coreduction as read
from copark.synergy.queries import coreduction_making as makings
from copark.web import numbers
from copark.web.components.parts import Empty
from copark.web.components.table import Column, Table, build

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from django.http import HttpRequest

    from copark.synergy.queries.coreduction import CoReduction, Effect, Key
    from copark.synergy.views.coreduction_asked import Asked

    Pair = tuple[CoReduction, Effect]

HUNDRED = 100
VERDICTS = {
    "POLLUTANT_MORE": gettext_noop("both fall, the pollutant more"),
    "EQUAL": gettext_noop("both fall alike"),
    "CARBON_MORE": gettext_noop("both fall, carbon more"),
    "BOTH_RISE": gettext_noop("both rise"),
    "TRADE_OFF": gettext_noop("trade-off"),
    "NO_EFFECT": gettext_noop("one of the two does not change"),
    "NO_BASELINE": gettext_noop("nothing was emitted before"),
}


def said(key: Key) -> str:
    return makings.name_of(key) if key == read.CO2 else words.subject(key[1], key[0])


def verdict(effect: Effect) -> str:
    """Say how a pollutant and carbon moved together."""
    return _(VERDICTS[effect.elasticity.verdict]) if effect.elasticity else ""


def _rate(effect: Effect) -> Decimal | None:
    rate = effect.change.rate
    return None if rate is None else round(rate * HUNDRED, 2)


def _elastic(effect: Effect) -> Decimal | None:
    return effect.elasticity.value if effect.elasticity else None


def _effect_columns(question: Asked, owner_of: Callable[[Pair], int | None]) -> list[Column]:
    """Return the columns of one effect a row; `owner_of` finds whose it is."""

    def link(
        of: str, value: Callable[[Effect], Decimal | None] = lambda effect: effect.later
    ) -> Callable[[Pair], str]:
        """Link a number that there is to its making."""
        return lambda pair: (
            "" if value(pair[1]) is None else question.making(of, pair[1].key, owner_of(pair))
        )

    return [
        Column("before", str(question.wish.first), value=lambda pair: pair[1].change.baseline,
               kind="number", url=link("reduction"), drawer=True,
               sub=lambda pair: numbers.unit_text(makings.unit_of(pair[1].key))),
        Column("after", str(question.wish.last), value=lambda pair: pair[1].later,
               kind="number", url=link("reduction"), drawer=True),
        Column("reduction", _("Reduction"), value=lambda pair: pair[1].change.reduction,
               kind="number", url=link("reduction"), drawer=True),
        Column("rate", _("Share"), value=lambda pair: _rate(pair[1]), kind="number", unit="%",
               url=link("rate", _rate), drawer=True),
        Column("elasticity", _("Elasticity to carbon"), kind="number",
               value=lambda pair: _elastic(pair[1]),
               url=link("elasticity", _elastic), drawer=True, sub=lambda pair: verdict(pair[1])),
        Column("quadrant", _("Quadrant"),
               value=lambda pair: pair[1].coordinates and _quadrant(pair[1].coordinates.quadrant)),
    ]  # fmt: skip


def _quadrant(code: str) -> str:
    return _("on an axis") if code == "AXIS" else code


def by_subject(request: HttpRequest, question: Asked, whole: CoReduction) -> Table:
    rows = [(whole, effect) for effect in whole.effects]
    columns = [
        Column("name", _("Subject"), value=lambda pair: said(pair[1].key)),
        *_effect_columns(question, lambda _pair: question.own),
        _intensity(question, "intensity-before", question.wish.first),
        _intensity(question, "intensity", question.wish.last),
    ]  # fmt: skip
    empty = Empty(
        _("No figures of both years"),
        _("A co-reduction needs carbon and releases of both years; a missing figure is not zero."),
        reverse("pollution:release-list"),
        _("Declared releases"),
    )
    name = f"coreduction-{question.wish.first}-{question.wish.last}"
    return build(request, columns, rows, name=name, empty=empty, can_search=False)


def _intensity(question: Asked, of: str, year: int) -> Column:
    return Column(
        of,
        _("Per output value %(year)s") % {"year": year},
        value=lambda pair: _told(pair[1], of),
        kind="number",
        url=lambda pair: (
            "" if _told(pair[1], of) is None else question.making(of, pair[1].key, question.own)
        ),
        drawer=True,
        sub=lambda pair: _told_unit(pair[1]),
    )


def _told(effect: Effect, of: str) -> Decimal | None:
    held = effect.after if of == "intensity" else effect.before
    if held.value is None:
        return None
    return held.value if effect.key == read.CO2 else held.value * makings.KG_OF["t"]


def _told_unit(effect: Effect) -> str:
    told = makings.unit_of(effect.key) if effect.key == read.CO2 else "kg"
    return numbers.unit_text(f"{told}/1e4CNY")


def by_enterprise(
    request: HttpRequest, question: Asked, rows: list[CoReduction], names: dict[int, str]
) -> Table:
    """Return a row an enterprise: carbon, the pollutant that is chosen, and both weighted."""
    key = question.key
    pairs = [(row, effect) for row in rows if (effect := row.effect(key))]

    def degree(row: CoReduction) -> Decimal | None:
        return row.coupled[-1].found.degree if row.coupled else None

    columns = [
        Column("name", _("Enterprise"), value=lambda pair: names[pair[0].enterprise_id or 0],
               url=lambda pair: f"?{question.query(enterprise=pair[0].enterprise_id)}"),
        Column("co2", _("Reduction of carbon"), kind="number", unit="tCO2e",
               value=lambda pair: (co2 := pair[0].effect(read.CO2)) and co2.change.reduction,
               url=lambda pair: question.making("reduction", read.CO2, pair[0].enterprise_id),
               drawer=True),
        *_effect_columns(question, lambda pair: pair[0].enterprise_id),
        Column("equivalent", _("Co-control equivalent"), kind="number",
               unit=question.wish.weights.unit.removesuffix("/kg"),
               value=lambda pair: pair[0].equivalent and pair[0].equivalent.total,
               url=lambda pair: question.making("equivalent", key, pair[0].enterprise_id),
               drawer=True),
        Column("degree", _("Coordination"), kind="number", value=lambda pair: degree(pair[0]),
               url=lambda pair: question.making(f"degree-{pair[0].coupled[-1].year}", key,
                                                pair[0].enterprise_id)
               if pair[0].coupled else "",
               drawer=True,
               sub=lambda pair: pair[0].coupled[-1].named.name if pair[0].coupled else ""),
    ]  # fmt: skip
    name = f"coreduction-enterprises-{question.wish.first}-{question.wish.last}"
    return build(request, columns, pairs, name=name, order="-equivalent", can_export=False)
