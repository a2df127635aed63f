"""Write a report as a workbook: a sheet for each chapter, and one with every figure's making."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.reporting.calc.report import Chart, Number, Paragraph, Table
from copark.reporting.calc.report_text import exact, unit_shown
from copark.reporting.calc.report_typst import notes_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openpyxl import Workbook
    from openpyxl.cell import Cell as Place

    from copark.reporting.calc.report import Block, Report, Section

LONGEST = 31  #: Characters of a sheet's name.
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
ACCENT, SHADE = "1F5F8B", "EEF3F7"
FORMAT = "#,##0.000"
WHOLE = "#,##0"
SMALL = "0.00E+00"
FIRST, OTHER = 34, 16
CHART_ROWS = 16
KINDS = {"bars": "bar", "columns": "col"}


def write(report: Report) -> bytes:
    """Return the workbook. Numbers are numbers, and each leads to its making."""
    import openpyxl  # noqa: PLC0415 - most of a second; only workbooks need it

    writer = _Writer(openpyxl.Workbook(), report)
    writer.overview()
    for section in report.sections:
        writer.chapter(section)
    writer.annex()
    buffer = io.BytesIO()
    writer.book.save(buffer)
    return buffer.getvalue()


def harmless(text: str) -> str:
    """
    Return a text that a spreadsheet shows and does not run.

    Examples
    --------
    >>> harmless("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text.startswith(FORMULA) else text


class _Writer:
    """Fills one workbook, sheet after sheet, row after row."""

    def __init__(self, book: Workbook, report: Report) -> None:
        self.book = book
        self.report = report
        self.names: set[str] = set()
        self.sheet = book.active
        self.row = 1
        self.annex_name = _sheet_name(report.words.making, set())
        self.places = _places(report)

    def overview(self) -> None:
        self.sheet.title = self._named(self.report.words.overview)
        self._line([self.report.title], bold=True, size=16)
        self._line([self.report.subtitle])
        self.row += 1
        for name, said in self.report.facts:
            self._line([name, said])
        for remark in self.report.remarks:
            self._line([remark])
        self._width(2)

    def chapter(self, section: Section) -> None:
        self._open(section.title)
        self._section(section, 14)
        self._width(_columns(section))

    def annex(self) -> None:
        words = self.report.words
        if not self.report.making:
            return
        self._open(words.making, name=self.annex_name)
        heads = (words.note, words.name, words.value, words.unit, words.how, words.confidence)
        self._line(heads, bold=True)
        self.sheet.freeze_panes = "A2"
        for row in self.report.making:
            name = "\u2003" * row.level + row.name
            note: object = row.note or ""
            texts = [note, name, row.value, unit_shown(row.unit), row.how, row.confidence]
            self._line(texts, shade=bool(row.note))
        for letter, wide in zip("ABCDEF", (7, 52, 30, 16, 70, 18), strict=True):
            self.sheet.column_dimensions[letter].width = wide

    def _open(self, title: str, name: str = "") -> None:
        self.sheet = self.book.create_sheet(name or self._named(title))
        self.row = 1

    def _named(self, title: str) -> str:
        name = _sheet_name(title, {*self.names, self.annex_name})
        self.names.add(name)
        return name

    def _section(self, section: Section, size: int) -> None:
        self._line([section.title], bold=True, size=size)
        self.row += 1
        for block in section.blocks:
            self._block(block)
            self.row += 1
        for inner in section.sections:
            self._section(inner, 12)

    def _block(self, block: Block) -> None:
        if isinstance(block, Paragraph):
            self._line([block.text])
        elif isinstance(block, Chart):
            self._chart(block)
        else:
            self._table(block)

    def _table(self, table: Table) -> None:
        self._line([f"{table.label}  {table.title}"], bold=True, color=ACCENT)
        heads = [
            f"{row.title} [{unit_shown(row.unit)}]" if unit_shown(row.unit) else row.title
            for row in table.heads
        ]
        self._line(heads, bold=True, shade=True)
        for at, row in enumerate(table.rows):
            self._line(row, bold=at in table.strong)
        for note in notes_of(table, self.report.words):
            self._line([note], color="666666")

    def _chart(self, chart: Chart) -> None:
        """Write the points, and draw them from their cells: the reader may change either."""
        from openpyxl.chart import BarChart, LineChart, Reference  # noqa: PLC0415 - see write()

        self._line([f"{chart.label}  {chart.title} [{unit_shown(chart.unit)}]"], bold=True)
        first = self.row
        self._line(["", *(row.name for row in chart.series)], bold=True, shade=True)
        for at, name in enumerate(chart.categories):
            self._line([name, *(Number(row.points[at]) for row in chart.series)])
        drawn = LineChart() if chart.kind == "lines" else BarChart()
        if chart.kind in KINDS:
            drawn.type = KINDS[chart.kind]
        drawn.title, drawn.width, drawn.height = chart.title, 18, 7.5
        drawn.x_axis.delete = drawn.y_axis.delete = False
        last = self.row - 1
        values = Reference(
            self.sheet, min_col=2, max_col=1 + len(chart.series), min_row=first, max_row=last
        )
        drawn.add_data(values, titles_from_data=True)
        drawn.set_categories(Reference(self.sheet, min_col=1, min_row=first + 1, max_row=last))
        self.row += 1
        self.sheet.add_chart(drawn, f"A{self.row}")
        self.row += CHART_ROWS

    def _line(
        self,
        cells: Sequence[object],
        *,
        bold: bool = False,
        size: int = 11,
        color: str = "000000",
        shade: bool = False,
    ) -> None:
        from openpyxl.styles import Font, PatternFill  # noqa: PLC0415 - see write()

        for at, value in enumerate(cells, start=1):
            place = self.sheet.cell(self.row, at)
            self._fill(place, value)
            if bold or size != 11 or color != "000000":  # noqa: PLR2004 - Excel's own size
                place.font = Font(bold=bold, size=size, color=color)
            if shade:
                place.fill = PatternFill("solid", fgColor=SHADE)
        self.row += 1

    def _fill(self, place: Place, value: object) -> None:
        if isinstance(value, Number):
            self._number(place, value)
        elif isinstance(value, Decimal):
            place.value = exact(value)  # as text: a workbook's own numbers end at 15 digits
        elif value != "":
            place.value = harmless(value) if isinstance(value, str) else value

    def _number(self, place: Place, number: Number) -> None:
        if number.value is None:
            return
        place.value = number.value
        whole = number.value == number.value.to_integral_value()
        small = 0 < abs(number.value) < 1
        place.number_format = WHOLE if whole else (SMALL if small else FORMAT)
        if number.note:
            place.hyperlink = f"#'{self.annex_name}'!A{self.places[number.note]}"

    def _width(self, count: int) -> None:
        from openpyxl.utils import get_column_letter  # noqa: PLC0415 - see write()

        for at in range(1, count + 1):
            wide = FIRST if at == 1 else OTHER
            self.sheet.column_dimensions[get_column_letter(at)].width = wide


def _places(report: Report) -> dict[int, int]:
    """Return in which row of the annex each numbered figure stands."""
    return {row.note: at for at, row in enumerate(report.making, start=2) if row.note}


def _sheet_name(title: str, taken: set[str]) -> str:
    """Return a name that a sheet may have and no other has."""
    name = FORBIDDEN.sub(" ", title)[:LONGEST].strip() or "1"
    number = 2
    while name in taken:
        name = f"{name[: LONGEST - 4].strip()} {number}"
        number += 1
    return name


def _columns(section: Section) -> int:
    return max(_wide(section), default=1)


def _wide(section: Section) -> Iterator[int]:
    for block in section.blocks:
        if isinstance(block, Table):
            yield len(block.heads)
    for inner in section.sections:
        yield from _wide(inner)
