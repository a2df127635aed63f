"""What the commands say: objections, refusals, and the words of their figures, to be translated."""

from __future__ import annotations

from copark.carbon.calc import sayings
from copark.factors.calc import sayings as factors


def gettext_noop(text: str) -> str:
    """Mark a text for translation; it is said in the caller's language later."""
    return text


FAULTS = {
    **sayings.FAULTS,
    **factors.FAULTS,
    "account.region.unknown": gettext_noop(
        "the region “{value}” is not known; write a grid such as CN-ZJ, or an administrative code"
    ),
}

REFUSALS = {
    **factors.REFUSALS,
    **sayings.REFUSALS,
    "account.file.kind": gettext_noop("The file is none of .yaml, .json, .xlsx and .csv."),
    "account.file.long": gettext_noop(
        "The document is longer than {limit} MB, which no year of one enterprise is."
    ),
    "account.file.damaged": gettext_noop("Line {line} cannot be read: {problem}."),
    "energy.fuel.heat": gettext_noop(
        "no table knows the heat in “{value}”; give its heating value."
    ),
}

WORDS = (
    *sayings.WORDS,
    gettext_noop("Comprehensive energy, equivalent value"),
    gettext_noop("Comprehensive energy, calorific-loss value"),
    gettext_noop("Energy per product"),
    gettext_noop("Energy per output value"),
    gettext_noop("Energy per added value"),
    gettext_noop("Σ (bought − sold) × coefficient"),
    gettext_noop("amount × coefficient"),
    gettext_noop("− amount × coefficient: supplied to others"),
    gettext_noop("not counted: self-made, or used as raw material"),
    gettext_noop("energy, equivalent value, over what was brought forth"),
    gettext_noop("Coefficient"),
    gettext_noop("Energy used"),
    gettext_noop("Output"),
    # Around them
    gettext_noop("to be verified"),
    gettext_noop("stated for {amounts} of the amounts and {factors} of the factors"),
    gettext_noop("Contracted green power: {amount} MWh. By location it counts as any other."),
    gettext_noop(
        "There is no calorific-loss value: enter the dated official coefficient of electricity as"
        " electricity_calorific_loss."
    ),
    gettext_noop("There is no energy per product: several products are made."),
    gettext_noop("There is no energy per {of}: it is zero or negative."),
    gettext_noop("Nothing was counted; correct the document."),
    gettext_noop("output value"),
    gettext_noop("added value"),
    gettext_noop("product"),
    gettext_noop("warming potentials of {gwp}"),
    gettext_noop("{rows} rows, {doubtful} to be verified"),
    gettext_noop("There is no table “{table}”; the tables are {known}."),
    gettext_noop("No row of {table} holds “{search}”."),
    gettext_noop("The file can be taken: {rows} rows, {changes} differ from the shipped ones."),
    gettext_noop("Every table closes, names its sources, and repeats no row."),
    gettext_noop("stands {count} times"),
    gettext_noop("has no source or no confidence"),
)
