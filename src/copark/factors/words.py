"""Say faults, refusals and states in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from copark.base.sheets import sentences
from copark.factors.calc import sayings

if TYPE_CHECKING:
    from copark.kernel.errors import Refused
    from copark.kernel.faults import Fault


def fault(found: Fault) -> str:
    """Return the reason of a fault, without its place."""
    text = sayings.FAULTS.get(found.code)
    if text is None:
        return sentences.sentence(found)
    return _(text).format_map({"value": found.value, **found.facts})


def refusal(refused: Refused) -> str:
    text = sayings.REFUSALS.get(refused.code)
    return _(text).format_map(refused.facts) if text else sentences.refusal(refused)


def state(code: str) -> str:
    return {
        "SHIPPED": _("shipped with Copark"),
        "DRAFT": _("draft"),
        "ACTIVE": _("activated"),
        "WITHDRAWN": pgettext("factors", "withdrawn"),
    }.get(code, code)


def confidence(code: str) -> str:
    return {"seen": _("read in the source"), "memory": _("to be verified")}.get(code, code)


def change(kind: str) -> str:
    return {"ADDED": _("added"), "REMOVED": _("removed"), "CHANGED": _("changed")}[kind]


def domain(package: str) -> str:
    return {"carbon": _("Carbon"), "energy": _("Energy"), "pollution": _("Pollutants")}[package]
