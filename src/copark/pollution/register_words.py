"""Words of the public registers, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from copark.base.sheets import sentences

if TYPE_CHECKING:
    from copark.kernel.errors import Refused
    from copark.kernel.faults import Fault

STATES = {
    "PROPOSED": gettext_noop("to be reviewed"),
    "CONFIRMED": gettext_noop("the same site"),
    "REJECTED": gettext_noop("not the same site"),
}
CERTAINTIES = {
    "CERTAIN": gettext_noop("certain by name and place"),
    "DOUBTFUL": gettext_noop("doubtful"),
}
REASONS = {
    "name": gettext_noop("Likeness of the names"),
    "place": gettext_noop("Nearness"),
    "street": gettext_noop("Same street number"),
    "city": gettext_noop("Same city and post code"),
    "sector": gettext_noop("Same sector"),
}
MEDIA = {
    "AIR": gettext_noop("air"),
    "WATER": gettext_noop("water, direct"),
    "INDIRECT": gettext_noop("water, to a sewage works"),
    "UNDERGROUND": gettext_noop("underground"),
}
REFUSALS = {
    "pollution.register.files": gettext_noop(
        "Bring one file of TRI, or the two tables of GHGRP: its facilities and its flows."
    ),
    "pollution.register.year": gettext_noop(
        "The files of GHGRP do not say their year; state it here."
    ),
    "pollution.register.years": gettext_noop("The file speaks of several years; bring one."),
    "pollution.register.rows": gettext_noop(
        "%(count)s row(s) cannot be taken. Nothing was imported."
    ),
    "pollution.register.twice": gettext_noop(
        "%(kind)s %(year)s of %(area)s was brought in already; withdraw it first."
    ),
    "pollution.register.gone": gettext_noop("This register was withdrawn already."),
    "pollution.match.gone": gettext_noop("A register of this match was withdrawn."),
    "pollution.match.undecided": gettext_noop("There is no decision to undo."),
    "pollution.match.taken": gettext_noop(
        "One of the two is the same site as %(name)s already; reject that first."
    ),
}
FAULTS = {
    "import.place.bad": gettext_noop("“{value}” is no place on earth in degrees"),
    "import.register.dioxin": gettext_noop(
        "TRI gives dioxins in grams and all else in pounds; this row does not"
    ),
    "import.register.site": gettext_noop("the table of facilities has no site {value}"),
}


def state(code: str) -> str:
    return _(STATES[code])


def certainty(code: str) -> str:
    return _(CERTAINTIES[code])


def reason(code: str) -> str:
    return _(REASONS[code])


def medium(code: str) -> str:
    return _(MEDIA[code]) if code in MEDIA else code


def refusal(refused: Refused) -> str:
    """Return a refusal in the reader's language."""
    text = REFUSALS.get(refused.code)
    return _(text) % refused.facts if text else sentences.refusal(refused)


def fault(found: Fault) -> str:
    """Return the reason of a fault of a file."""
    text = FAULTS.get(found.code)
    if text is None:
        return sentences.sentence(found)
    return _(text).format_map({"value": found.value, **found.facts})
