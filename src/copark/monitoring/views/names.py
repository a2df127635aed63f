"""What things are called on this page, in its language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from copark.protocols.hj212.factors import FACTORS
from copark.registry import queries as registry

if TYPE_CHECKING:
    from datetime import timedelta

    from copark.registry.contracts import EnterpriseRef, OutletRef

FLAGS = ("N", "F", "M", "S", "D", "C", "T", "B", "0", "1", "2", "3", "?")


def is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def of(ref: EnterpriseRef | OutletRef | None) -> str:
    if ref is None:
        return "–"
    return (ref.name_zh or ref.name_en) if is_chinese() else (ref.name_en or ref.name_zh)


def factor(code: str) -> str:
    known = FACTORS.get(code)
    if known is None:
        return code
    return known.name_zh if is_chinese() else known.name_en


def enterprises(enterprise_id: int | None = None) -> dict[int, str]:
    return {ref.id: of(ref) for ref in registry.enterprises(enterprise_id)}


def states() -> dict[str, str]:
    return {
        "ALARM": _("Alarm"),
        "ATTENTION": _("Attention"),
        "OFFLINE": _("Offline"),
        "NORMAL": _("Normal"),
    }


def duration(span: timedelta | None) -> str:
    """Return a length of time in its largest fitting unit."""
    if span is None:
        return "–"
    seconds = int(span.total_seconds())
    for size, text in ((86400, _("%(n)s d")), (3600, _("%(n)s h")), (60, _("%(n)s min"))):
        if seconds >= 2 * size:
            return text % {"n": seconds // size}
    return _("%(n)s s") % {"n": seconds}


def flags() -> dict[str, str]:
    """Return what the standard's data flags mean."""
    return {
        "N": _("normal"),
        "F": _("stopped"),
        "M": _("maintenance"),
        "S": _("set by hand"),
        "D": _("instrument fault"),
        "C": _("calibration"),
        "T": _("above the measuring range"),
        "B": _("communication fault"),
        "0": _("calibration data (2005)"),
        "1": _("meteorological parameter (2005)"),
        "2": _("abnormal data (2005)"),
        "3": _("normal data (2005)"),
        "?": _("unknown flag"),
    }


def validities() -> dict[str, str]:
    return {
        "VALID": _("valid"),
        "INVALID": _("invalid"),
        "STOPPED": _("stopped"),
        "MISSING": _("missing"),
        "ESTIMATED": _("estimated"),
    }
