"""Write a report as a Word document: headings, tables that repeat their heads, charts, contents."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from copark.reporting.calc import report_docx_table
from copark.reporting.calc.report import Chart, Paragraph
from copark.reporting.calc.report_docx_table import ACCENT, Content, Grid
from copark.reporting.calc.report_text import NOTHING, shown, unit_shown
from copark.reporting.calc.report_typst import notes_of, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.text.paragraph import Paragraph as Line

    from copark.reporting.calc.report import Block, Cell, Made, Report, Section, Table

#: Every Word knows these; the reader's machine need not have ours.
LATIN, CHINESE, CHINESE_HEADING = "Calibri", "SimSun", "SimHei"
SMALL, TINY, BODY = 8, 7.5, 10.5
WIDTH_CM = 17.0
ANNEX = (1, 5, 3, 5, 2)
LISTED = 2  #: As deep as the contents go.
HEADINGS = ("Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "TOC Heading")
FIRST_TITLE = 1_000_000  #: Bookmarks of titles are numbered behind those of figures.


def write(report: Report, pictures: Sequence[bytes]) -> bytes:
    """
    Return the document.

    Parameters
    ----------
    report
        Numbered.
    pictures
        Its charts as PNG, in the order of reading.
    """
    import docx  # noqa: PLC0415 - half a second; only this writer needs it

    writer = _Writer(docx.Document(), report, list(pictures))
    writer.cover()
    writer.contents()
    for section in report.sections:
        writer.chapter(section, 1)
    writer.annex()
    buffer = io.BytesIO()
    writer.document.save(buffer)
    return buffer.getvalue()


class _Writer:
    """Appends to one document, from the first page to the last."""

    def __init__(self, document: Document, report: Report, pictures: list[bytes]) -> None:
        self.document = document
        self.report = report
        self.pictures = pictures
        self.titles = 0
        _style(document)
        _page(document, report)

    def cover(self) -> None:
        report = self.report
        self.document.add_heading(report.title, 0)
        self.document.add_paragraph(report.subtitle, style="Subtitle")
        facts = tuple((Content(name), Content(said)) for name, said in report.facts)
        self._put(Grid(facts, (1, 3), points=BODY))
        for remark in report.remarks:
            self.document.add_paragraph()
            self.document.add_paragraph(remark, style="Quote")
        self._break()

    def contents(self) -> None:
        """Write the contents: a field that Word fills with pages, and until then our own lines."""
        self.document.add_paragraph(self.report.words.contents, style="TOC Heading")
        titles = _titles(self.report.sections, 1)
        if self.report.making:
            titles.append((1, self.report.words.making))
        rows = [self.document.add_paragraph(style=f"toc {level}") for level, _title in titles]
        _open_field(rows[0], r'TOC \o "1-2" \h \z \u')
        for number, (row, (_level, title)) in enumerate(zip(rows, titles, strict=True), start=1):
            _link(row, f"title_{number}", title)
        _close_field(rows[-1])
        self._break()

    def chapter(self, section: Section, level: int) -> None:
        self._heading(section.title, level)
        for block in section.blocks:
            self._block(block)
        for inner in section.sections:
            self.chapter(inner, level + 1)

    def annex(self) -> None:
        report, words = self.report, self.report.words
        rows = [row for row in report.making if row.level <= report.depth]
        if not rows:
            return
        self._break()
        self._heading(words.making, 1)
        cut = len(rows) < len(report.making)
        self.document.add_paragraph(words.making_intro + (f" {words.making_cut}" if cut else ""))
        heads = (words.note, words.name, words.value, words.how, words.confidence)
        grid = (tuple(Content(head) for head in heads), *(_made(row) for row in rows))
        strong = frozenset(at for at, row in enumerate(rows) if row.note)
        self._put(Grid(grid, ANNEX, frozenset({2}), strong, TINY))

    def _break(self) -> None:
        from docx.enum.text import WD_BREAK  # noqa: PLC0415 - see write()

        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _heading(self, title: str, level: int) -> None:
        heading = self.document.add_heading(title, level)
        if level <= LISTED:
            self.titles += 1
            _bookmark(heading, f"title_{self.titles}", FIRST_TITLE + self.titles)

    def _block(self, block: Block) -> None:
        if isinstance(block, Paragraph):
            self.document.add_paragraph(block.text)
        elif isinstance(block, Chart):
            from docx.shared import Cm  # noqa: PLC0415 - see write()

            self._caption(block.label, block.title)
            self.document.add_picture(io.BytesIO(self.pictures.pop(0)), width=Cm(WIDTH_CM))
        else:
            self._table(block)

    def _table(self, table: Table) -> None:
        self._caption(table.label, table.title)
        heads = tuple(
            Content("\n".join(text for text in (row.title, unit_shown(row.unit)) if text))
            for row in table.heads
        )
        numeric = frozenset(
            at
            for at in range(len(table.heads))
            if any(not isinstance(row[at], str) for row in table.rows)
        )
        rows = tuple(tuple(_content(cell) for cell in row) for row in table.rows)
        weights = tuple(row.weight for row in table.heads)
        self._put(Grid((heads, *rows), weights, numeric, table.strong, SMALL))
        for note in notes_of(table, self.report.words):
            self._note(note)

    def _caption(self, label: str, title: str) -> None:
        line = self.document.add_paragraph(style="Caption")
        line.paragraph_format.keep_with_next = True
        line.add_run(f"{label}  {title}")

    def _note(self, text: str) -> None:
        from docx.shared import Pt  # noqa: PLC0415 - see write()

        line = self.document.add_paragraph()
        line.paragraph_format.space_after = Pt(0)
        line.add_run(text).font.size = Pt(TINY)

    def _put(self, grid: Grid) -> None:
        """Put a table at the end. A paragraph behind it keeps it apart from the next."""
        from docx.oxml import parse_xml  # noqa: PLC0415 - see write()
        from docx.shared import Pt  # noqa: PLC0415 - see write()

        body = self.document.element.body
        body.sectPr.addprevious(parse_xml(report_docx_table.xml(grid)))
        apart = self.document.add_paragraph()
        apart.paragraph_format.space_after = Pt(0)


def _titles(sections: Sequence[Section], level: int) -> list[tuple[int, str]]:
    found = []
    for section in sections:
        found.append((level, section.title))
        if level < LISTED:
            found += _titles(section.sections, level + 1)
    return found


def _content(cell: Cell) -> Content:
    if isinstance(cell, str):
        return Content(cell or NOTHING)
    if not cell.note:
        return Content(shown(cell.value))
    return Content(shown(cell.value), f"made_{cell.note}", f" [{cell.note}]")


def _made(row: Made) -> tuple[Content, ...]:
    note = Content("")
    if row.note:
        note = Content(f"[{row.note}]", bookmark=f"made_{row.note}", number=row.note)
    value = f"{written(row)} {unit_shown(row.unit)}".rstrip()
    texts = ("\u2003" * row.level + row.name, value, row.how, row.confidence)
    return (note, *(Content(text) for text in texts))


# What python-docx has no word for


def _element(tag: str, **attributes: str) -> BaseOxmlElement:
    from docx.oxml import OxmlElement  # noqa: PLC0415 - see write()
    from docx.oxml.ns import qn  # noqa: PLC0415 - see write()

    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def _style(document: Document) -> None:
    from docx.enum.style import WD_STYLE_TYPE  # noqa: PLC0415 - see write()
    from docx.shared import Pt, RGBColor  # noqa: PLC0415 - see write()

    for level in range(1, LISTED + 1):
        style = document.styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
        style.paragraph_format.left_indent = Pt(14 * (level - 1))
        style.paragraph_format.space_after = Pt(2)
    for name in ("Normal", "Caption", "Quote", "toc 1", "toc 2", *HEADINGS):
        style = document.styles[name]
        _fonts(style.element, CHINESE_HEADING if name in HEADINGS else CHINESE)
        if name in HEADINGS or name == "Caption":
            style.font.color.rgb = RGBColor.from_string(ACCENT)
    document.styles["Normal"].font.size = Pt(BODY)
    document.styles["Quote"].font.italic = False


def _fonts(style: BaseOxmlElement, chinese: str) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415 - see write()

    fonts = style.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for key, font in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", chinese)):
        fonts.set(qn(f"w:{key}"), font)


def _page(document: Document, report: Report) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415 - see write()
    from docx.shared import Cm  # noqa: PLC0415 - see write()

    document.core_properties.title = report.title
    document.core_properties.author = report.facts[0][1] if report.facts else ""
    document.core_properties.language = report.language
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.header.paragraphs[0].text = f"{report.title} · {report.subtitle}"
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    before, _, rest = report.words.page.partition("{page}")
    middle, _, after = rest.partition("{pages}")
    for text, field in ((before, "PAGE"), (middle, "NUMPAGES"), (after, "")):
        footer.add_run(text)
        if field:
            _open_field(footer, field)
            footer.add_run("1")
            _close_field(footer)


def _open_field(line: Line, code: str) -> None:
    run = line.add_run()._r  # noqa: SLF001 - the element itself
    run.append(_element("w:fldChar", fldCharType="begin"))
    instruction = _element("w:instrText")
    instruction.text = code
    run.append(instruction)
    run.append(_element("w:fldChar", fldCharType="separate"))


def _close_field(line: Line) -> None:
    line.add_run()._r.append(  # noqa: SLF001 - the element itself
        _element("w:fldChar", fldCharType="end")
    )


def _link(line: Line, anchor: str, text: str) -> None:
    link = _element("w:hyperlink", anchor=anchor)
    run = line.add_run(text)._r  # noqa: SLF001 - the element itself
    line._p.append(link)  # noqa: SLF001 - see above
    link.append(run)


def _bookmark(line: Line, name: str, number: int) -> None:
    element = line._p  # noqa: SLF001 - the element itself
    first = 1 if element.pPr is not None else 0
    element.insert(first, _element("w:bookmarkStart", id=str(number), name=name))
    element.append(_element("w:bookmarkEnd", id=str(number)))
