"""Read the three lists, the rule sets they are drawn by, and what was decided about them."""

from copark.synergy.queries.designated import designated_of, designated_years, known
from copark.synergy.queries.facts import counting, fact
from copark.synergy.queries.lists import area_code, drawn, lists_of, years
from copark.synergy.queries.publications import (
    Frozen,
    differences,
    frozen_list,
    in_force,
    last_turn,
    of_list,
    publications_of,
)
from copark.synergy.queries.rulesets import (
    all_sets,
    default_name,
    named,
    newest,
    own,
    records_of,
    shipped,
)
from copark.synergy.queries.standing import beside_of, candidates_of, changes_of, supposed
from copark.synergy.queries.units import fact_figure, units_of
from copark.synergy.words import list_name
from copark.synergy.words import subject as subject_name

__all__ = [
    "Frozen",
    "all_sets",
    "area_code",
    "beside_of",
    "candidates_of",
    "changes_of",
    "counting",
    "default_name",
    "designated_of",
    "designated_years",
    "differences",
    "drawn",
    "fact",
    "fact_figure",
    "frozen_list",
    "in_force",
    "known",
    "last_turn",
    "list_name",
    "lists_of",
    "named",
    "newest",
    "of_list",
    "own",
    "publications_of",
    "records_of",
    "shipped",
    "subject_name",
    "supposed",
    "units_of",
    "years",
]
