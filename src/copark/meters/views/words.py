"""What meters, and what is refused of them, are called in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from copark.meters import queries
from copark.registry import queries as registry
from copark.web.numbers import is_chinese

if TYPE_CHECKING:
    from collections.abc import Callable

    from copark.kernel.errors import Refused
    from copark.meters.contracts import MeterRow, VirtualRow
    from copark.registry.contracts import EnterpriseRef, OutletRef


def carriers() -> dict[str, str]:
    return {
        "electricity": _("Electricity"),
        "steam": _("Steam"),
        "natural_gas": _("Natural gas"),
    }


def verdicts() -> dict[str, tuple[str, str]]:
    """Return state and word of each verdict on a balance."""
    return {
        "CLOSED": ("NORMAL", _("closes")),
        "OPEN": ("ATTENTION", _("does not close")),
        "UNSURE": ("OFFLINE", _("too little measured")),
    }


def of_named(row: VirtualRow | EnterpriseRef | OutletRef) -> str:
    return (row.name_zh or row.name_en) if is_chinese() else (row.name_en or row.name_zh)


def enterprises() -> dict[int, str]:
    return {ref.id: of_named(ref) for ref in registry.enterprises()}


def outlets(enterprise_id: int | None) -> dict[int, str]:
    return {ref.id: of_named(ref) for ref in registry.outlets(enterprise_id)}


def namer(enterprise_id: int | None) -> Callable[[MeterRow], str]:
    """Return a function that names a meter: by its outlet, or as people named it."""
    places = outlets(enterprise_id)
    said = {queries.virtual_key(row.id): of_named(row) for row in queries.virtuals(enterprise_id)}

    def name(row: MeterRow) -> str:
        return said.get(row.key) or places.get(row.outlet_id or 0, row.name)

    return name


def of(refusal: Refused) -> str:
    """Return the sentence of a refusal; one without a translation speaks for itself."""
    text = _sentences().get(refusal.code)
    return text.format_map(refusal.facts) if text else refusal.message


def _sentences() -> dict[str, str]:
    return {
        "meters.formula.empty": _("The formula is empty; write for example a + b."),
        "meters.formula.long": _(
            "The formula is longer than {most} characters; make a meter of each part."
        ),
        "meters.formula.syntax": _("The formula cannot be read from “{rest}” on."),
        "meters.formula.names": _("A formula adds up 1 to {most} meters; this one names {count}."),
        "meters.formula.deep": _(
            "The formula is nested more than {most} times; make a meter of a part of it."
        ),
        "meters.formula.part": _(
            "“{part}” has no place in a formula; use names, numbers, + − * / and brackets."
        ),
        "meters.formula.name": _("No meter is chosen for “{name}”; choose one for it."),
        "meters.formula.unit": _("“{part}” adds unlike things ({left}, {right})."),
        "meters.formula.result": _("The formula gives {found}, and “{unit}” is {wanted}."),
        "meters.formula.cycle": _(
            "The meters are made of each other: {circle}. Take one of them out."
        ),
        "meters.part.unknown": _("There is no meter “{key}” here; choose one of the list."),
        "meters.virtual.code": _("The code “{taken}” is taken; choose another."),
        "meters.virtual.used": _("“{user}” is made of this meter; change that formula first."),
        "unit.unknown": _("The unit “{unit}” is not known."),
        "monitoring.exchange.point": _("Only a counter can be exchanged."),
        "monitoring.exchange.standing": _(
            "“{value}” is no standing of a meter; it is a number from nought on."
        ),
        "monitoring.exchange.future": _(
            "The meter was exchanged in the future; record it once it is done."
        ),
        "monitoring.exchange.reason": _("An exchange needs a reason."),
        "monitoring.exchange.unknown": _("This exchange of the meter is recorded no more."),
        "monitoring.exchange.again": _(
            "An exchange of this meter is recorded for that moment already."
        ),
        "registry.meter.register": _(
            "A register ends above nought; leave it empty where it never rolls over."
        ),
        "registry.meter.main": _(
            "The main meter must count the same, in the same unit, at the same enterprise."
        ),
        "registry.meter.circle": _(
            "That meter is itself behind this one; choose another main meter."
        ),
    }
