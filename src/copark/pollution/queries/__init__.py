"""Read pollution: figures for everybody else, rows for our own pages."""

from copark.pollution.calc.recomputed import recomputed
from copark.pollution.queries.books import texts
from copark.pollution.queries.entries import counts_of, entries_of, entry, months_of
from copark.pollution.queries.inventory import (
    book,
    code_of_factor,
    figures_of,
    inputs_of,
    live_of,
    release,
    releases_of,
    stamp,
    to_freeze,
    whole_of,
    year_of,
    years,
)
from copark.pollution.queries.permits import against_permits, permit_medium
from copark.pollution.queries.solvents import solvents_of
from copark.pollution.queries.tables import (
    class_one,
    code_of,
    equivalents,
    labels,
    parameters,
    pollutant_name,
    pollutants,
)

__all__ = [
    "against_permits",
    "book",
    "class_one",
    "code_of",
    "code_of_factor",
    "counts_of",
    "entries_of",
    "entry",
    "equivalents",
    "figures_of",
    "inputs_of",
    "labels",
    "live_of",
    "months_of",
    "parameters",
    "permit_medium",
    "pollutant_name",
    "pollutants",
    "recomputed",
    "release",
    "releases_of",
    "solvents_of",
    "stamp",
    "texts",
    "to_freeze",
    "whole_of",
    "year_of",
    "years",
]
