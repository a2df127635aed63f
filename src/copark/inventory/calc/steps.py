"""Which step leads an inventory from where to where: a table, and one way to read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copark.inventory.contracts import ACCEPTED, CLOSED, OPEN, RETURNED, SUBMITTED
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Move:
    """A step: the states it may start in, the one it leads to, and whether it asks for words."""

    start: frozenset[str]
    end: str
    needs_note: bool = False


MOVES: Mapping[str, Move] = {
    "submit": Move(frozenset({OPEN, RETURNED}), SUBMITTED),
    "take-back": Move(frozenset({SUBMITTED}), OPEN),
    "return": Move(frozenset({SUBMITTED, ACCEPTED}), RETURNED, needs_note=True),
    "accept": Move(frozenset({SUBMITTED}), ACCEPTED),
    "close": Move(frozenset({ACCEPTED}), CLOSED),
    "restate": Move(frozenset({CLOSED}), OPEN, needs_note=True),
}


def moved(verb: str, state: str, note: str) -> str:
    """
    Return the state to which a step leads.

    Raises
    ------
    Refused
        ``inventory.moved``, if the inventory is not where the step starts (perhaps because
        somebody was quicker); ``inventory.note``, if the step asks for a reason.

    Examples
    --------
    >>> moved("submit", "OPEN", "")
    'SUBMITTED'
    """
    move = MOVES[verb]
    if state not in move.start:
        message = f"The inventory is {state.lower()}; “{verb}” is not possible now."
        raise Refused("inventory.moved", message, verb=verb, state=state)
    if move.needs_note and not note.strip():
        message = f"“{verb}” needs a reason."
        raise Refused("inventory.note", message, field="note", verb=verb)
    return move.end


def possible(state: str) -> tuple[str, ...]:
    """
    Return the steps that may be taken from a state.

    Examples
    --------
    >>> possible("SUBMITTED")
    ('take-back', 'return', 'accept')
    """
    return tuple(verb for verb, move in MOVES.items() if state in move.start)
