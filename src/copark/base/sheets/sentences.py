"""Say each fault of a file in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext

if TYPE_CHECKING:
    from copark.kernel.errors import Refused
    from copark.kernel.faults import Fault


def gettext_noop(text: str) -> str:
    """Mark a text for translation; Django's own asks for settings, which a bare command has not."""
    return text


FAULTS = {
    "import.cell.empty": gettext_noop("is empty; a value is needed here"),
    "import.cell.error": gettext_noop("holds an error of the spreadsheet"),
    "import.cell.merged": gettext_noop(
        "cells are merged; divide them, so that each row has its own value"
    ),
    "import.number.bad": gettext_noop(
        "“{value}” is not a number; write digits with a decimal point"
    ),
    "import.number.negative": gettext_noop("{value} is negative; amounts are zero or more"),
    "import.number.percentage": gettext_noop("“{value}” is a percentage; write the amount itself"),
    "import.number.long": gettext_noop("{value} has more digits than are kept"),
    "import.year.bad": gettext_noop("“{value}” is not a year"),
    "import.year.outside": gettext_noop("{value} lies outside the year {year}"),
    "import.year.future": gettext_noop("{value} has not begun yet"),
    "import.year.closed": gettext_noop("the year {year} is closed; ask the park to reopen it"),
    "import.year.locked": gettext_noop(
        "the inventory of {year} is handed in or closed; take it back or have it restated first"
    ),
    "import.period.bad": gettext_noop("“{value}” is not a period; write 2025 or 2025-03"),
    "import.period.overlap": gettext_noop(
        "the whole year and single months of it cannot both be given for the same carrier;"
        " found {first}"
    ),
    "import.output.overlap": gettext_noop(
        "the whole year and single months of it cannot both be given for the same product;"
        " found {first}"
    ),
    "import.added.over": gettext_noop("{value} is more than the output value of the year"),
    "import.unit.unknown": gettext_noop("the unit “{value}” is not known"),
    "import.unit.unfit": gettext_noop("the unit “{value}” does not fit; use one of {allowed}"),
    "import.carrier.unknown": gettext_noop(
        "the carrier “{value}” is not known; use one of {allowed}"
    ),
    "import.direction.unknown": gettext_noop(
        "the direction “{value}” is not known; use one of {allowed}"
    ),
    "import.medium.unknown": gettext_noop("the medium “{value}” is not known"),
    "import.medium.unfit": gettext_noop("the pollutant is not released to “{value}”"),
    "import.pollutant.unknown": gettext_noop("the pollutant “{value}” is not known"),
    "import.choice.unknown": gettext_noop("“{value}” is not one of {allowed}"),
    "import.enterprise.unknown": gettext_noop(
        "the enterprise “{value}” is not in the register of the park"
    ),
    "import.enterprise.other": gettext_noop("the enterprise “{value}” is not yours"),
    "import.row.twice": gettext_noop("the same as row {first}; each amount is given once"),
    "import.row.recorded": gettext_noop(
        "this amount is recorded already; correct the record instead"
    ),
}

FILES = {
    "import.file.empty": gettext_noop("The file is empty."),
    "import.file.large": gettext_noop("The file has {size} MB; at most {limit} MB are read."),
    "import.file.old": gettext_noop(
        "The file is an old .xls workbook or is encrypted; save it as .xlsx without a password."
    ),
    "import.file.macros": gettext_noop(
        "The workbook carries macros; save it as .xlsx without macros."
    ),
    "import.file.damaged": gettext_noop("The file is damaged and cannot be read; save it anew."),
    "import.file.bomb": gettext_noop(
        "The workbook would unpack to {unpacked} MB, which no honest sheet does; it was not opened."
    ),
    "import.file.encoding": gettext_noop(
        "The file is neither an Excel workbook nor text in UTF-8 or GB18030."
    ),
    "import.file.rows": gettext_noop("The file has more than {limit} rows; divide it."),
    "import.file.columns": gettext_noop(
        "The file has more than {limit} columns; use the template."
    ),
    "import.file.cell": gettext_noop("The cell {cell} holds more than {limit} characters."),
    "import.header.missing": gettext_noop(
        "The heading lacks the column(s) {columns}; use the template."
    ),
    "import.register.columns": gettext_noop("The register lacks the column(s) {columns}."),
    "import.rows.none": gettext_noop("The file has a heading but no rows under it."),
    "import.upload.gone": gettext_noop("The file is no longer here; bring it again."),
    "import.upload.taken": gettext_noop("The file was imported already."),
    "import.rows.bad": gettext_noop(
        "{bad} row(s) cannot be taken. Nothing was imported: correct them, or take the good rows"
        " only."
    ),
}


def _said(text: str) -> str:
    """Translate where a language is at hand; a bare command line speaks English."""
    return gettext(text) if settings.configured else text


def sentence(fault: Fault) -> str:
    """Return the reason of a fault, without its place."""
    text = _said(FAULTS.get(fault.code, fault.code))
    return text.format_map({"value": fault.value, **fault.facts})


def place(fault: Fault) -> str:
    """Return where a fault stands: the cell, else the row."""
    return fault.cell or str(fault.row)


def refusal(refused: Refused) -> str:
    """Return the sentence of a refused file in the reader's language."""
    text = FILES.get(refused.code)
    return _said(text).format_map(refused.facts) if text else _said(refused.message)
