"""Where the making of each number of the lists is shown, and the figures the pages add to them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from copark.kernel.figure import Figure, Ingredient
from copark.synergy import words
from copark.synergy.calc.certainty import DRAWS
from copark.synergy.calc.facts import FACTS

if TYPE_CHECKING:
    from copark.synergy.calc.candidates import Candidate
    from copark.synergy.contracts import ListRow

HUNDRED = Decimal(100)
DOMAINS = {"energy": "energy", "co2": "carbon", "co2_direct": "carbon"}


def page(row: ListRow) -> str:
    """Return the page of the unit's figures."""
    if row.subject in FACTS:
        return fact_page(row.enterprise_code)
    asked = f"?year={row.year}"
    return reverse(f"{_domain(row)}:enterprise-detail", args=[row.enterprise_id]) + asked


def making(row: ListRow) -> str:
    """Return where the making of a row's figure is shown."""
    if row.list == "carbon" and row.figure.grade == "declared":
        asked_for = {"year": str(row.year), "medium": "AIR", "pollutant": row.subject}
        return f"{reverse('pollution:making', args=[row.enterprise_id])}?{urlencode(asked_for)}"
    return making_of(row.enterprise_id, row.subject, row.medium, row.year)


def making_of(enterprise_id: int, subject: str, medium: str, year: int) -> str:
    """Return where the making of an amount of a unit is shown."""
    asked_for = {"year": str(year)}
    if subject in FACTS:
        asked_for |= {"enterprise": str(enterprise_id), "fact": subject}
        return f"{reverse('synergy:fact-making')}?{urlencode(asked_for)}"
    if medium:
        asked_for |= {"medium": medium, "pollutant": subject}
    domain = DOMAINS.get(subject, "pollution")
    return f"{reverse(f'{domain}:making', args=[enterprise_id])}?{urlencode(asked_for)}"


def fact_page(code: str) -> str:
    """Return the page of the facts entered of a unit."""
    return f"{reverse('synergy:fact-list')}?{urlencode({'q': code})}"


def _domain(row: ListRow) -> str:
    return {"carbon": "carbon", "energy": "energy"}.get(row.list, "pollution")


def limit(row: ListRow) -> Figure | None:
    """Return the screening limit of a cumulative rule; None for a threshold of a rule."""
    if row.area_total is None or row.threshold is None:
        return None
    known = [_total(row)]
    if row.wanted_share is not None:
        known.append(Ingredient(_("Share to be reached"), row.wanted_share * HUNDRED, "%"))
    return Figure(
        _("Screening limit"),
        row.threshold,
        row.unit,
        _("amount of the last unit needed, the largest first, to reach the share of the total"),
        str(row.year),
        tuple(known),
    )


def share(row: ListRow) -> Figure | None:
    """Return a unit's share of the total of those screened."""
    if row.share is None:
        return None
    own = Ingredient(words.subject(row.subject, row.medium), row.value, row.unit, url=making(row))
    return Figure(
        _("Share of the total"),
        row.share * HUNDRED,
        "%",
        _("amount of the unit ÷ total of the industrial plants screened"),
        str(row.year),
        (own, _total(row)),
    )


def certainty(row: ListRow) -> Figure | None:
    """Return how sure it is that a unit lies before the next one of the list."""
    if row.before_next is None:
        return None
    own = Ingredient(words.subject(row.subject, row.medium), row.value, row.unit, url=making(row))
    return Figure(
        _("Before the next one, %(code)s") % {"code": row.next_code},
        row.before_next * HUNDRED,
        "%",
        _("%(draws)s random draws of all amounts and factors (IPCC approach 2)") % {"draws": DRAWS},
        str(row.year),
        (own,),
        grade="estimated",
    )


def cumulative(row: ListRow) -> Figure | None:
    """Return the share that the unit and all larger ones hold together."""
    if row.cumulative_share is None or row.area_total is None:
        return None
    reached = row.cumulative_share * row.area_total
    together = Ingredient(_("This unit and all larger ones"), reached, row.unit)
    return Figure(
        _("Cumulative share"),
        row.cumulative_share * HUNDRED,
        "%",
        _("amounts added up, the largest first ÷ total of the industrial plants screened"),
        str(row.year),
        (together, _total(row)),
    )


def _total(row: ListRow) -> Ingredient:
    return Ingredient(
        _("Total of the industrial plants screened"), row.area_total or Decimal(0), row.unit
    )


def distance(one: Candidate) -> Figure:
    """Return how far a unit stands from a threshold."""
    return Figure(
        _("Distance to the threshold"),
        one.distance * HUNDRED,
        "%",
        _("(amount − threshold) ÷ threshold"),
        str(one.amount.year),
        (_amount(one), Ingredient(_("Threshold"), one.threshold, one.amount.figure.unit)),
    )


def trend(one: Candidate) -> Figure | None:
    """Return the change against the year before."""
    if one.trend is None or one.before is None:
        return None
    was = Ingredient(
        _("Amount of the year before"),
        one.before.value,
        one.before.unit,
        url=_url(one, one.amount.year - 1),
    )
    return Figure(
        _("Change against the year before"),
        one.trend * HUNDRED,
        "%",
        _("(amount − amount of the year before) ÷ amount of the year before"),
        str(one.amount.year),
        (_amount(one), was),
    )


def probability(one: Candidate, assumed: Decimal | None) -> Figure | None:
    """Return how sure it is that the unit reaches the threshold."""
    if one.probability is None:
        return None
    stated = one.amount.relative if one.amount.relative is not None else assumed
    known = [_amount(one), Ingredient(_("Threshold"), one.threshold, one.amount.figure.unit)]
    if stated is not None:
        note = _("stated with the figure") if one.amount.relative is not None else _("assumed")
        known.append(Ingredient(_("Relative uncertainty"), stated * HUNDRED, "%", note=note))
    return Figure(
        _("Probability of reaching the threshold"),
        Decimal(str(round(one.probability * 100, 1))),
        "%",
        _("%(draws)s random draws of all amounts (IPCC approach 2)") % {"draws": DRAWS},
        str(one.amount.year),
        tuple(known),
        grade="estimated",
    )


def threshold(one: Candidate) -> Figure | None:
    """Return the amount from which a cumulative rule takes a unit; None for a rule's threshold."""
    if not one.rule.is_share:
        return None
    wanted = Ingredient(_("Share to be reached"), one.rule.threshold * HUNDRED, "%")
    return Figure(
        _("Amount from which the rule takes the unit"),
        one.threshold,
        one.amount.figure.unit,
        _("least amount at which the larger ones do not hold the share yet; others as they are"),
        str(one.amount.year),
        (wanted,),
    )


def _amount(one: Candidate) -> Ingredient:
    name = words.subject(one.amount.subject, one.amount.medium)
    figure = one.amount.figure
    return Ingredient(name, figure.value, figure.unit, url=_url(one, one.amount.year))


def _url(one: Candidate, year: int) -> str:
    amount = one.amount
    return making_of(one.unit.enterprise_id, amount.subject, amount.medium, year)
