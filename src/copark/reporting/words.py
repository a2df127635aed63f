"""The words of inventories: states, steps, refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, npgettext, pgettext_lazy

from copark.inventory.contracts import ACCEPTED, CLOSED, OPEN, RETURNED, SUBMITTED

if TYPE_CHECKING:
    from copark.kernel.errors import Refused

STATES = {
    OPEN: pgettext_lazy("inventory", "being filled in"),
    SUBMITTED: pgettext_lazy("inventory", "handed in"),
    RETURNED: pgettext_lazy("inventory", "returned"),
    ACCEPTED: pgettext_lazy("inventory", "accepted"),
    CLOSED: pgettext_lazy("inventory", "closed"),
}
#: Where the rules of dates and ranges come from.
OWN_RULE = gettext_noop("park's own rule")
#: The stages that a stepper shows, and at which of them a state stands.
STAGES = (
    gettext_noop("Fill in"),
    gettext_noop("Hand in"),
    gettext_noop("Review"),
    gettext_noop("Close"),
)
STAGE_OF = {OPEN: 0, RETURNED: 0, SUBMITTED: 2, ACCEPTED: 3, CLOSED: 4}
#: What was done, as a timeline says it.
DONE = {
    "submit": gettext_noop("Handed in"),
    "take-back": gettext_noop("Taken back"),
    "return": gettext_noop("Returned"),
    "accept": gettext_noop("Accepted"),
    "close": gettext_noop("Closed and sealed"),
    "restate": gettext_noop("Opened anew to be restated"),
    "due": gettext_noop("Given another day"),
}
BOUNDARIES = {
    "MERGED": gettext_noop("merged into another"),
    "SPLIT": gettext_noop("split off"),
    "CLOSED": gettext_noop("closed down"),
}
REFUSALS = {
    "inventory.moved": gettext_noop(
        "The inventory is not where this step starts; somebody may have been quicker. Look again."
    ),
    "inventory.note": gettext_noop("Say why."),
    "inventory.year": gettext_noop("The year %(year)s is not over yet."),
    "inventory.locked": gettext_noop(
        "The inventory of %(year)s is handed in or closed; take it back or have it restated first."
    ),
    "inventory.boundary.other": gettext_noop(
        "A merger and a split name the other enterprise; a closure names none."
    ),
    "inventory.boundary.same": gettext_noop("The other enterprise is the same one."),
    "inventory.boundary.twice": gettext_noop(
        "The enterprise has ended already; withdraw that first."
    ),
}


def state(code: str) -> str:
    return str(STATES[code])


def stages() -> tuple[str, ...]:
    return tuple(_(name) for name in STAGES)


def done(verb: str) -> str:
    return _(DONE[verb]) if verb in DONE else verb


def boundary(kind: str) -> str:
    return _(BOUNDARIES[kind])


def refusal(refused: Refused) -> str:
    """Say what was refused in the reader's language."""
    if refused.code == "inventory.unexplained":
        count = int(str(refused.facts["count"]))
        return npgettext(
            "inventory",
            "%(count)d value is outside of what is expected: say why it is right.",
            "%(count)d values are outside of what is expected: say why each is right.",
            count,
        ) % {"count": count}
    text = REFUSALS.get(refused.code)
    return _(text) % refused.facts if text else refused.message
