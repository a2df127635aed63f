"""Names of lists, subjects and media, and what was refused, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from copark.base.sheets import sentences
from copark.energy.queries.tables import local
from copark.pollution import queries as pollution
from copark.synergy.calc.facts import FACTS
from copark.synergy.calc.rulesets import THREE

if TYPE_CHECKING:
    from copark.kernel.errors import Refused
    from copark.kernel.faults import Fault

LISTS = {
    "carbon": gettext_noop("Key carbon emitters"),
    "env_air": gettext_noop("Key pollutant dischargers: air"),
    "env_water": gettext_noop("Key pollutant dischargers: water"),
    "env_soil": gettext_noop("Key pollutant dischargers: soil"),
    "env_groundwater": gettext_noop("Key pollutant dischargers: groundwater"),
    "env_risk": gettext_noop("Key units of environmental risk"),
    "env_noise": gettext_noop("Key pollutant dischargers: noise"),
    "env_any": gettext_noop("Key pollutant dischargers: permit"),
    "env_auto_monitoring": gettext_noop("Obliged to monitor automatically"),
    "energy": gettext_noop("Key energy users"),
}
TABS = {
    "carbon": (gettext_noop("Key carbon emitters"), THREE["carbon"]),
    "pollutants": (gettext_noop("Key pollutant dischargers"), THREE["pollutants"]),
    "energy": (gettext_noop("Key energy users"), THREE["energy"]),
}
SUBJECTS = {
    "co2": gettext_noop("Carbon dioxide"),
    "co2_direct": gettext_noop("Direct greenhouse gases"),
    "energy": gettext_noop("Comprehensive energy use"),
    "class1": gettext_noop("Class-1 water pollutants"),
    "works": gettext_noop("Wastewater works"),
    "soil": gettext_noop("Soil"),
    "permit": gettext_noop("Discharge permit"),
    "groundwater": gettext_noop("Groundwater"),
    "risk": gettext_noop("Environmental risk"),
    "noise": gettext_noop("Noise"),
    "coating": gettext_noop("Industrial coating"),
    "printing": gettext_noop("Package printing"),
    "new_pollutants": gettext_noop("New pollutants"),
    "city": gettext_noop("Decision of the city"),
    "auto": gettext_noop("Automatic monitoring"),
}
MEDIA = {
    "AIR": gettext_noop("air"),
    "WATER": gettext_noop("water, direct"),
    "INDIRECT": gettext_noop("water, to a sewage works"),
}
REASONS = {
    "rule-new": gettext_noop("the rule is new"),
    "fact-begun": gettext_noop("the fact holds since this year"),
    "figure-new": gettext_noop("there was no figure the year before"),
    "rose": gettext_noop("the amount rose to the threshold"),
    "limit-fell": gettext_noop("the screening limit fell: others release less"),
    "rule-gone": gettext_noop("the rule is no longer in the set"),
    "fact-ended": gettext_noop("the fact no longer holds"),
    "stay-over": gettext_noop("the years it stayed after falling below are over"),
    "figure-none": gettext_noop("there is no figure this year; no figure is not zero"),
    "fell": gettext_noop("the amount fell below the threshold"),
    "limit-rose": gettext_noop("the screening limit rose: others release more"),
    "year-over": gettext_noop("the year that put it there no longer counts"),
}
MATCHED = {
    "CODE": gettext_noop("by its code in the park"),
    "CREDIT": gettext_noop("by its credit code"),
    "NAME": gettext_noop("by its whole name"),
    "DECIDED": gettext_noop("decided by a person"),
}
FAULTS = {
    "synergy.name.is-code": gettext_noop(
        "“{value}” is a credit code and no name; are the columns swapped?"
    ),
    "synergy.credit-code.bad": gettext_noop(
        "“{value}” is no unified social credit code: 18 characters, the last one checks the others"
    ),
    "synergy.text.long": gettext_noop("the text is longer than is kept"),
    "synergy.designated.recorded": gettext_noop(
        "the unit is on this list of the year already; undo the earlier import first"
    ),
    "synergy.designated.year": gettext_noop("{found} lies outside the year {year}"),
}
REFUSALS = {
    "synergy.rules.shipped": gettext_noop(
        "This name belongs to a rule set that comes with Copark; choose another."
    ),
    "synergy.publication.empty": gettext_noop(
        "There is nothing to publish: no unit is on this list of %(year)s."
    ),
    "synergy.publication.future": gettext_noop(
        "The decision is dated %(decided_on)s, still to come."
    ),
    "synergy.publication.number": gettext_noop("There is a decision %(number)s already."),
    "synergy.publication.none": gettext_noop("No list of %(year)s holds that could be withdrawn."),
    "synergy.publication.overtaken": gettext_noop(
        "Somebody else decided about this list meanwhile; look at that decision first."
    ),
    "synergy.publication.damaged": gettext_noop(
        "The frozen list is not the one that was decided: its seal does not fit."
    ),
    "synergy.fact.value": gettext_noop("%(value)s cannot be said of this fact."),
    "synergy.fact.evidence": gettext_noop(
        "A fact needs its evidence: a document, a permit or an inspection."
    ),
    "synergy.fact.gone": gettext_noop("This fact is not recorded any more."),
    "synergy.margin.bad": gettext_noop("The margin must lie above 0 up to 100 %%."),
    "synergy.what-if.threshold": gettext_noop(
        "%(threshold)s cannot be the threshold of this rule."
    ),
    "synergy.what-if.unit": gettext_noop("There is no unit %(unit)s."),
    "synergy.what-if.share": gettext_noop(
        "%(unit)s has no such amount in this year that could change by a share; give an amount."
    ),
    "synergy.what-if.amount": gettext_noop("The amount of %(unit)s would be %(value)s."),
    "synergy.designated.undecided": gettext_noop(
        "%(count)s doubtful row(s) wait for your decision. Nothing was imported."
    ),
    "synergy.designated.twice": gettext_noop(
        "Row %(row)s names a unit that is on this list of the year already. Nothing was imported."
    ),
    "synergy.designated.stranger": gettext_noop(
        "Row %(row)s was given an enterprise that is not in the park."
    ),
}


def list_name(code: str) -> str:
    return _(LISTS[code]) if code in LISTS else code


def tab_name(code: str) -> str:
    """Return the name of one of the three lists."""
    return _(TABS[code][0])


def subject(code: str, medium: str = "") -> str:
    if code in FACTS:
        return local(FACTS[code].name_en, FACTS[code].name_zh)
    name = _(SUBJECTS[code]) if code in SUBJECTS else pollution.pollutant_name(code)
    return f"{name}, {_(MEDIA[medium])}" if medium in MEDIA else name


def force(code: str) -> str:
    return _("may be listed") if code == "MAY" else _("must be listed")


def reason(code: str) -> str:
    return _(REASONS[code])


def matched_by(code: str) -> str:
    return _(MATCHED[code])


def move(code: str) -> str:
    """Return what becomes of a unit on a list."""
    names = {
        "ENTERED": pgettext("list", "entered"),
        "LEFT": pgettext("list", "left"),
        "ENTERS": pgettext("list", "enters"),
        "LEAVES": pgettext("list", "leaves"),
        "STAYS": pgettext("list", "stays"),
        "DIFFERS": pgettext("list", "differs"),
    }
    return names[code]


def fault(found: Fault) -> str:
    """Return the reason of a fault in a file of designated units."""
    text = FAULTS.get(found.code)
    if text is None:
        return sentences.sentence(found)
    return _(text).format_map({"value": found.value, **found.facts})


def refusal(refused: Refused) -> str:
    """Return why something was refused, in the reader's language."""
    text = REFUSALS.get(refused.code)
    return _(text) % refused.facts if text else sentences.refusal(refused)
