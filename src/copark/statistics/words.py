"""Names of subjects, media and ways to split, in the reader's language."""

from __future__ import annotations

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

MEDIA = {
    "AIR": gettext_noop("air"),
    "WATER": gettext_noop("water, direct"),
    "INDIRECT": gettext_noop("water, to a sewage works"),
    "SOIL": gettext_noop("soil"),
}
HUES = {"AIR": "air", "WATER": "water", "INDIRECT": "water", "SOIL": "waste"}
BY = {
    "part": gettext_noop("Emission source"),
    "scope": gettext_noop("Scope"),
    "sector": gettext_noop("Sector"),
    "zone": gettext_noop("Zone"),
    "enterprise": gettext_noop("Enterprise"),
    "outlet": gettext_noop("Outlet"),
}
PHRASES = {
    "carrier": gettext_noop("by carrier"),
    "part": gettext_noop("by source"),
    "scope": gettext_noop("by scope"),
    "sector": gettext_noop("by sector"),
    "zone": gettext_noop("by zone"),
    "enterprise": gettext_noop("by enterprise"),
    "outlet": gettext_noop("by outlet"),
}
SCOPES = {
    "1": gettext_noop("Scope 1, direct"),
    "2": gettext_noop("Scope 2, electricity and heat bought"),
}
MONTHS = (
    gettext_noop("Jan"),
    gettext_noop("Feb"),
    gettext_noop("Mar"),
    gettext_noop("Apr"),
    gettext_noop("May"),
    gettext_noop("Jun"),
    gettext_noop("Jul"),
    gettext_noop("Aug"),
    gettext_noop("Sep"),
    gettext_noop("Oct"),
    gettext_noop("Nov"),
    gettext_noop("Dec"),
)
WEEKDAYS = (
    gettext_noop("Mon"),
    gettext_noop("Tue"),
    gettext_noop("Wed"),
    gettext_noop("Thu"),
    gettext_noop("Fri"),
    gettext_noop("Sat"),
    gettext_noop("Sun"),
)


def medium(code: str) -> str:
    return _(MEDIA[code]) if code in MEDIA else code


def by(code: str, subject: str) -> str:
    """Return what the parts of a split are: energy is split by carrier, carbon by source."""
    return _("Carrier") if (code, subject) == ("part", "energy") else _(BY[code])


def split_by(code: str, subject: str) -> str:
    return _(PHRASES["carrier" if (code, subject) == ("part", "energy") else code])


def scope(code: str) -> str:
    return _(SCOPES[code]) if code in SCOPES else code


def month(number: int) -> str:
    return _(MONTHS[number - 1])


def weekday(number: int) -> str:
    return _(WEEKDAYS[number])


def local(name_en: str, name_zh: str) -> str:
    """Pick the name of the language in use."""
    first, second = (name_zh, name_en) if is_chinese() else (name_en, name_zh)
    return first or second


def is_chinese() -> bool:
    return (get_language() or "").startswith("zh")
