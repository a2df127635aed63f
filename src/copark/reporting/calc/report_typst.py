"""Hand a report to the typesetter: as plain data, so that no text of ours can be markup."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from copark.reporting.calc.report import Chart, Paragraph
from copark.reporting.calc.report_chart import svg
from copark.reporting.calc.report_text import NOTHING, exact, shown, unit_shown

if TYPE_CHECKING:
    from copark.reporting.calc.report import Block, Cell, Made, Report, Section, Table, Words

DIGITS = 15  #: Of a number in the annex; the workbook has them all.


def document(report: Report) -> str:
    """Return the report as JSON for ``report.typ``."""
    words = report.words
    return json.dumps(
        {
            "title": report.title,
            "subtitle": report.subtitle,
            "language": report.language,
            "facts": report.facts,
            "remarks": report.remarks,
            "contents": words.contents,
            "page": words.page,
            "note": words.note,
            "sections": [_section(row, words) for row in report.sections],
            "making": _annex(report),
        },
        ensure_ascii=False,
    )


def listed(texts: list[str]) -> str:
    """Return texts as one JSON list, as ``chart.typ`` takes them."""
    return json.dumps(texts, ensure_ascii=False)


def _section(section: Section, words: Words) -> dict[str, Any]:
    return {
        "title": section.title,
        "blocks": [_block(row, words) for row in section.blocks],
        "sections": [_section(row, words) for row in section.sections],
    }


def _block(block: Block, words: Words) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": block.text}
    if isinstance(block, Chart):
        return {"kind": "chart", "label": block.label, "title": block.title, "svg": svg(block)}
    return {
        "kind": "table",
        "label": block.label,
        "title": block.title,
        "heads": [
            {"title": row.title, "unit": unit_shown(row.unit), "weight": row.weight}
            for row in block.heads
        ],
        "rows": [[_cell(cell) for cell in row] for row in block.rows],
        "strong": sorted(block.strong),
        "notes": notes_of(block, words),
    }


def notes_of(table: Table, words: Words) -> list[str]:
    """Return what stands under a table: how unnumbered columns come about, and its own notes."""
    columns = words.and_then.join(
        words.said.format(name=row.title, text=row.how) for row in table.heads if row.how
    )
    return [*([columns] if columns else []), *table.notes]


def _cell(cell: Cell) -> dict[str, Any]:
    if isinstance(cell, str):
        return {"text": cell or NOTHING, "note": 0, "number": False}
    return {"text": shown(cell.value), "note": cell.note, "number": True}


def _annex(report: Report) -> dict[str, Any]:
    words = report.words
    printed = [row for row in report.making if row.level <= report.depth]
    cut = len(printed) < len(report.making)
    return {
        "title": words.making,
        "intro": " ".join(
            [words.making_intro, *([words.making_cut] if cut else [])],
        ),
        "heads": [words.note, words.name, words.value, words.how, words.confidence],
        "rows": [_made(row) for row in printed],
    }


def _made(row: Made) -> dict[str, Any]:
    return {
        "note": row.note,
        "level": row.level,
        "name": row.name,
        "value": f"{written(row)} {unit_shown(row.unit)}".rstrip(),
        "how": row.how,
        "confidence": row.confidence,
    }


def written(row: Made) -> str:
    """Return the number with all its digits, unless a division left more than anybody reads."""
    text = exact(row.value)
    return text if len(text) <= DIGITS + 1 else exact(round(row.value, _places(row)))


def _places(row: Made) -> int:
    return max(0, DIGITS - 1 - max(row.value.adjusted(), 0))
