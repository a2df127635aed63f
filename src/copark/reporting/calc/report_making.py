"""Number the tables, charts and figures of a report, and open how each figure was made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from copark.reporting.calc.report import Chart, Made, Table
from copark.reporting.calc.report_text import legible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from copark.kernel.figure import Figure, Ingredient
    from copark.reporting.calc.report import Block, Cell, Report, Section, Words

MEMORY = "memory"


def numbered(report: Report, say: Callable[[str], str] = str) -> Report:
    """
    Return the report with numbers at its tables, charts and figures, and the annex of makings.

    Parameters
    ----------
    report
        As composed; a table that has an official label keeps it.
    say
        Says a source or a note, which are data, in the language of the report.

    Returns
    -------
    Report
        A figure that stands in several places has one number. A part that has a number of its own
        is referred to, not opened again.

    Examples
    --------
    >>> from decimal import Decimal
    >>> from dataclasses import fields
    >>> from copark.kernel.figure import Figure
    >>> from copark.reporting.calc.report import Head, Number, Report, Section, Table, Words
    >>> words = Words(**{row.name: "{number}" for row in fields(Words) if row.name != "grades"})
    >>> steam = Figure("Steam", Decimal(3), "t", "weighed")
    >>> table = Table("Heat", (Head("Steam", "t"),), ((Number(steam.value, steam),),))
    >>> plain = Report("x", "X", "", "en", (), (Section("One", (table,)),), words)
    >>> done = numbered(plain)
    >>> done.sections[0].blocks[0].rows[0][0].note, done.sections[0].blocks[0].label
    (1, '1')
    >>> [(row.note, row.name, row.how) for row in done.making]
    [(1, 'Steam', 'weighed')]
    """
    counter = _Counter(report.words, say)
    sections = tuple(
        counter.section(row, str(at)) for at, row in enumerate(report.sections, start=1)
    )
    return replace(
        report,
        title=legible(report.title),
        facts=tuple((name, legible(said)) for name, said in report.facts),
        sections=sections,
        making=tuple(counter.making()),
    )


class _Counter:
    """Counts in the order of reading. Two figures are one if they are the same object."""

    def __init__(self, words: Words, say: Callable[[str], str]) -> None:
        self.words = words
        self.say = say
        self.figures: dict[int, tuple[int, Figure]] = {}
        self.tables = 0
        self.charts = 0

    def section(self, section: Section, number: str) -> Section:
        """Return a chapter under its number, with everything in it numbered."""
        return replace(
            section,
            title=f"{number} {section.title}",
            blocks=tuple(self.block(row) for row in section.blocks),
            sections=tuple(
                self.section(row, f"{number}.{at}")
                for at, row in enumerate(section.sections, start=1)
            ),
        )

    def block(self, block: Block) -> Block:
        """Return a block with its label, and with notes at its figures."""
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Chart):
            self.charts += 1
            label = self.words.chart.format(number=self.charts)
            names = tuple(legible(name) for name in block.categories)
            return replace(block, label=label, categories=names)
        return block

    def _table(self, table: Table) -> Table:
        label = table.label
        if not label:
            self.tables += 1
            label = self.words.table.format(number=self.tables)
        rows = tuple(tuple(self._cell(cell) for cell in row) for row in table.rows)
        return replace(table, label=label, rows=rows)

    def _cell(self, cell: Cell) -> Cell:
        if isinstance(cell, str):
            return legible(cell)
        if cell.figure is None:
            return cell
        note, _figure = self.figures.setdefault(
            id(cell.figure), (len(self.figures) + 1, cell.figure)
        )
        return replace(cell, note=note)

    def making(self) -> Iterator[Made]:
        """Yield the annex: each numbered figure, and below it what it was made of."""
        for note, figure in self.figures.values():
            yield self._line(figure, note, 0)
            yield from self._below(figure, 1)

    def _below(self, figure: Figure, level: int) -> Iterator[Made]:
        for ingredient in figure.ingredients:
            yield self._input(ingredient, level)
        for part in figure.parts:
            known = self.figures.get(id(part))
            if known:
                see = self.words.see.format(note=known[0])
                yield Made(0, level, legible(part.name), part.value, part.unit, see)
                continue
            yield self._line(part, 0, level)
            yield from self._below(part, level + 1)

    def _line(self, figure: Figure, note: int, level: int) -> Made:
        name = figure.name
        if figure.period and not level:
            name = f"{name} {figure.period}"
        how = self.words.and_then.join(self._said(figure))
        return Made(note, level, legible(name), figure.value, figure.unit, legible(how))

    def _said(self, figure: Figure) -> Iterator[str]:
        """Yield the formula of a figure, and what lacks in it."""
        if figure.method:
            yield figure.method
        if figure.grade:
            yield dict(self.words.grades).get(figure.grade, figure.grade)
        if figure.coverage is not None:
            yield self.words.covers.format(share=round(figure.coverage * 100, 1))

    def _input(self, row: Ingredient, level: int) -> Made:
        source = row.source
        texts = (source.text if source else "", row.note)
        how = self.words.and_then.join(self.say(text) for text in texts if text)
        confidence = ""
        if source is not None and source.text:
            is_doubtful = source.confidence == MEMORY
            confidence = self.words.verify if is_doubtful else self.words.read
        return Made(0, level, legible(row.name), row.value, row.unit, legible(how), confidence)
