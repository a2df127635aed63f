"""
What a report is, before it is a file: sections of text, tables and charts.

Three writers render it: typeset, as a Word document and as a workbook. None of them knows what a
report is about, and no report knows how it is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from copark.kernel.figure import Figure


@dataclass(frozen=True, slots=True)
class Number:
    """
    A number in a table.

    `figure` is its making, which the annex opens under `note`. A number without one is a datum, or
    follows from its row as the head of its column says.
    """

    value: Decimal | None
    figure: Figure | None = None
    note: int = 0


Cell = str | Number


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column."""

    title: str
    unit: str = ""
    weight: int = 2  #: Share of the width.
    how: str = ""  #: Where its numbers come from, if the annex does not open them.


@dataclass(frozen=True, slots=True)
class Table:
    """A table. A row in `strong` sums up others."""

    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    strong: frozenset[int] = frozenset()
    label: str = ""  #: Such as ``Table 3``; given by the numbering unless it is official.
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart, a point for each category; None: no value."""

    name: str
    points: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: data and meaning. Its numbers stand in a table nearby."""

    title: str
    kind: str  #: ``bars`` lie, ``columns`` stand, ``lines`` run.
    unit: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    label: str = ""


Block = Paragraph | Table | Chart


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter, or a part of one."""

    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """One line of a figure's making."""

    note: int  #: Of the figure, if it has one; a line under it has none.
    level: int  #: 0 for a numbered figure; its inputs and parts lie deeper.
    name: str
    value: Decimal
    unit: str
    how: str  #: Formula of a figure; source of an input.
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What the writers say by themselves, in the language of the report."""

    contents: str
    page: str  #: With ``{page}`` and ``{pages}``.
    table: str  #: With ``{number}``.
    chart: str  #: With ``{number}``.
    making: str  #: Title of the annex.
    making_intro: str
    making_cut: str  #: Said where the annex in print leaves out what the workbook has.
    note: str
    name: str
    value: str
    unit: str
    how: str
    confidence: str
    see: str  #: With ``{note}``.
    said: str  #: With ``{name}`` and ``{text}``: what is said of something.
    and_then: str  #: What stands between two remarks.
    read: str
    verify: str
    overview: str  #: Name of the first sheet of the workbook.
    covers: str  #: With ``{share}``: how much of the year a figure stands on.
    grades: tuple[tuple[str, str], ...] = ()  #: What a grade of a figure is called.


@dataclass(frozen=True, slots=True)
class Report:
    """A report in one language."""

    kind: str
    title: str
    subtitle: str
    language: str  #: ``en`` or ``zh``.
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    words: Words
    making: tuple[Made, ...] = ()
    depth: int = 99  #: How deep the annex goes in print; the workbook always opens everything.
    remarks: tuple[str, ...] = field(default=())  #: Said on the cover.
