"""How pollutants are written: symbol where the trade uses one, words otherwise."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

NAMES = {
    "so2": "SO₂",
    "nox": "NOₓ",
    "co2": "CO₂",
    "co": "CO",
    "pm": gettext_noop("Particulate matter"),
    "vocs": gettext_noop("VOCs"),
    "nmhc": gettext_noop("Non-methane hydrocarbons"),
    "cod": gettext_noop("COD"),
    "nh3n": gettext_noop("Ammonia nitrogen"),
    "hcl": "HCl",
    "ss": gettext_noop("Suspended solids"),
    "tp": gettext_noop("Total phosphorus"),
    "tn": gettext_noop("Total nitrogen"),
    "energy": gettext_noop("Energy"),
}
SYMBOLS = {"so2", "nox", "co2", "co", "hcl"}


def name(code: str) -> str:
    """Return the name of a pollutant in the reader's language; an unknown code stays as it is."""
    if code in SYMBOLS or code not in NAMES:
        return NAMES.get(code, code)
    return _(NAMES[code])
