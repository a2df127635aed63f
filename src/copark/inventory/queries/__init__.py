"""Read where the inventories of a year stand, and what was frozen."""

from copark.inventory.calc.steps import possible
from copark.inventory.queries.frozen import LANGUAGES, figures_of, stamp
from copark.inventory.queries.standing import (
    boundaries,
    deadline,
    locked_pairs,
    pack,
    reasons,
    refuse_locked,
    standing,
    standings,
    steps,
    versions,
    years,
)

__all__ = [
    "LANGUAGES",
    "boundaries",
    "deadline",
    "figures_of",
    "locked_pairs",
    "pack",
    "possible",
    "reasons",
    "refuse_locked",
    "stamp",
    "standing",
    "standings",
    "steps",
    "versions",
    "years",
]
