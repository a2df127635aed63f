"""
Write a table of a Word document as XML.

A library builds a table cell by cell and walks it whole for each; a long annex would take seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ACCENT, SHADE, RULE = "1F5F8B", "EEF3F7", "C8CCD0"
TWIPS = 9638  #: Width of the text: 17 cm.
HALF = 2  #: Word counts type in half points.


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in a cell: a text, a link to a bookmark behind it, a bookmark of its own."""

    text: str
    link: str = ""
    link_text: str = ""
    bookmark: str = ""
    number: int = 0  #: Of the bookmark; each has another.


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its first row repeats on every page."""

    rows: tuple[tuple[Content, ...], ...]
    weights: tuple[int, ...]
    numeric: frozenset[int] = frozenset()  #: Columns that stand at the right.
    strong: frozenset[int] = frozenset()  #: Rows that are set off, the head not counted.
    points: float = 8


def xml(grid: Grid) -> str:
    """
    Return the table.

    Examples
    --------
    >>> text = xml(Grid(((Content("Fuel"),), (Content("Gas & oil"),)), (1,)))
    >>> "Gas &amp; oil" in text, text.count("w:tblHeader")
    (True, 1)
    """
    widths = [TWIPS * weight // sum(grid.weights) for weight in grid.weights]
    columns = "".join(f'<w:gridCol w:w="{wide}"/>' for wide in widths)
    rows = "".join(_row(grid, at, widths) for at in range(len(grid.rows)))
    return (
        f'<w:tbl xmlns:w="{NAMESPACE}"><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'{_borders()}<w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


def _borders() -> str:
    outer = f'w:val="single" w:sz="8" w:space="0" w:color="{ACCENT}"'
    inner = f'w:val="single" w:sz="4" w:space="0" w:color="{RULE}"'
    return f"<w:tblBorders><w:top {outer}/><w:bottom {outer}/><w:insideH {inner}/></w:tblBorders>"


def _row(grid: Grid, at: int, widths: Sequence[int]) -> str:
    head = "<w:tblHeader/>" if at == 0 else ""
    is_strong = at == 0 or at - 1 in grid.strong
    cells = "".join(
        _cell(cell, wide, grid, is_right=column in grid.numeric, is_strong=is_strong)
        for column, (cell, wide) in enumerate(zip(grid.rows[at], widths, strict=True))
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>"


def _cell(cell: Content, wide: int, grid: Grid, *, is_right: bool, is_strong: bool) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{SHADE}"/>' if is_strong else ""
    side = '<w:jc w:val="right"/>' if is_right else ""
    size = int(grid.points * HALF)
    parts = "<w:r><w:br/></w:r>".join(
        _run(line, size, is_bold=is_strong) for line in cell.text.split("\n")
    )
    if cell.bookmark:
        start = f'<w:bookmarkStart w:id="{cell.number}" w:name="{escape(cell.bookmark)}"/>'
        parts = f'{start}{parts}<w:bookmarkEnd w:id="{cell.number}"/>'
    if cell.link:
        raised = _run(cell.link_text, size, is_raised=True)
        parts += f'<w:hyperlink w:anchor="{escape(cell.link)}">{raised}</w:hyperlink>'
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{shade}</w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:before="20" w:after="20"/>{side}</w:pPr>{parts}</w:p></w:tc>'
    )


def _run(text: str, size: int, *, is_bold: bool = False, is_raised: bool = False) -> str:
    bold = "<w:b/>" if is_bold else ""
    colour = f'<w:color w:val="{ACCENT}"/>' if is_raised else ""
    raised = '<w:vertAlign w:val="superscript"/>' if is_raised else ""
    look = f'{bold}{colour}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>{raised}'
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
