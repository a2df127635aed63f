"""What is said of tables that cannot be taken, to be translated by whoever says it."""

from __future__ import annotations


def gettext_noop(text: str) -> str:
    """Mark a text for translation; it is said in the caller's language later."""
    return text


FAULTS = {
    "factors.cell.long": gettext_noop("is longer than {limit} characters"),
    "factors.cell.number": gettext_noop(
        "“{value}” is a number where a word is needed; use one of {allowed}"
    ),
    "factors.cell.negative": gettext_noop("{value} is negative; a factor is zero or more"),
    "factors.cell.high": gettext_noop("{value} is more than {high}, the most that fits here"),
    "factors.cell.low": gettext_noop("{value} is less than {low}, the least that fits here"),
    "factors.cell.share": gettext_noop(
        "{value} is more than the whole; write a share from 0 to 1, such as 0.94"
    ),
    "factors.cell.whole": gettext_noop("{value} is not a whole number"),
    "factors.cell.day": gettext_noop("“{value}” is not a day; write 2025-01-31"),
    "factors.cells.swapped": gettext_noop(
        "{value} looks swapped with the column {other}; each would fit in the other's place"
    ),
    "factors.header.unknown": gettext_noop(
        "the table has no column “{value}”; its columns are {allowed}"
    ),
    "factors.header.twice": gettext_noop("the column “{value}” stands twice"),
    "factors.sets.mixed": gettext_noop(
        "the row belongs to the set “{value}”, but the file was brought for {wanted}; sets are"
        " not mixed"
    ),
    "factors.row.twice": gettext_noop("the same as row {first} ({value}); each factor stands once"),
}

REFUSALS = {
    "factors.table.faulty": gettext_noop(
        "{count} cell(s) cannot be taken. Nothing was kept: correct the file."
    ),
    "factors.table.unreadable": gettext_noop("The table {file} cannot be read: {why}."),
    "factors.table.unknown": gettext_noop("There is no table “{table}”."),
    "factors.file.rows": gettext_noop("A table of factors has at most {limit} rows."),
    "factors.file.text": gettext_noop("A table of factors has at most {limit} characters."),
    "factors.sets.none": gettext_noop("This table has no sets."),
    "factors.row.exists": gettext_noop(
        "“{key}” is in the table already; give the own factor a name of its own."
    ),
    "factors.coefficient.missing": gettext_noop(
        "The carrier “{carrier}” needs the coefficient “{key}”."
    ),
    "factors.version.same": gettext_noop("The file says what the table in force says already."),
    "factors.version.busy": gettext_noop(
        "Another version of this table was made at the same moment; try again."
    ),
    "factors.version.unknown": gettext_noop("There is no version {number}."),
    "factors.version.early": gettext_noop(
        "Version {number} is in use from {day}; activate it then."
    ),
    "factors.version.decided": gettext_noop(
        "Version {number} was activated already, by {who} at {at}."
    ),
    "factors.version.withdrawn": gettext_noop(
        "Version {number} was withdrawn already, by {who} at {at}."
    ),
    "factors.version.covered": gettext_noop(
        "Version {number} is in force; withdraw that one first."
    ),
    "factors.version.overtaken": gettext_noop(
        "Version {held} was activated meanwhile by {who}, and this draft was made after version"
        " {base}. Make it anew after version {held}."
    ),
    "carbon.factor.open": gettext_noop(
        "The factor of {fuel} is not what its heating value, carbon content and oxidation give"
        " (row {row})."
    ),
    "carbon.factor.twice": gettext_noop("{fuel} stands twice in one set (row {row})."),
    "carbon.blend.open": gettext_noop("The mass fractions of {blend} do not add up to 1."),
    "carbon.gwp.missing": gettext_noop("{gwp} gives no warming potential of {gas}."),
}
