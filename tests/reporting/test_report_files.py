"""The three files: they open, read aloud, lead from a figure to its making, and lose nothing."""

import io
import re
from dataclasses import replace
from decimal import Decimal

import docx
import openpyxl
import pypdf
import pytest
from docx.oxml.ns import qn
from pypdf.generic import ByteStringObject, ContentStream, TextStringObject

from copark.kernel.errors import Refused
from copark.kernel.figure import Figure, Ingredient, Source, total
from copark.reporting.calc.report import (
    Chart,
    Head,
    Number,
    Paragraph,
    Report,
    Section,
    Series,
    Table,
)
from copark.reporting.calc.report_making import numbered
from copark.reporting.queries import report_files, reports
from copark.reporting.queries.report_files import FORMS, Wanted
from tests.factories import reports as made

ROWS = 120
GAS = "天然气"


def sample(text="正文。", rows=ROWS):
    """Return a report in Chinese with a table that is longer than a page."""
    factor = Ingredient(
        "低位发热量", Decimal("389.31"), "GJ/1e4Nm3", Source("某标准 表1", "memory")
    )
    part = Figure(GAS, Decimal("123.456789"), "tCO2", "数量 × 因子", "2025", (factor,))
    whole = total("合计", "tCO2", "各项之和", (part,), "2025")
    heads = (Head("来源", weight=3), Head("排放量", "tCO2e"))
    cells = [(f"{GAS}{at}", Number(part.value, part)) for at in range(rows)]
    table = Table(
        "碳排放", heads, (*cells, ("合计", Number(whole.value, whole))), frozenset({rows})
    )
    charts = tuple(
        Chart(kind, kind, "t", ("一", "二"), (Series("2025", (Decimal(3), None)),))
        for kind in ("bars", "columns", "lines")
    )
    inner = Section("小节", (Paragraph(text),))
    return numbered(
        Report(
            kind="sample",
            title="示例报告",
            subtitle="2025",
            language="zh",
            facts=(("报告对象", "=示例园区"),),
            sections=(Section("碳排放", (table, *charts), (inner,)),),
            words=replace(reports.words(), page="第 {page} 页，共 {pages} 页"),
        )
    )


def written(report, form):
    return FORMS[form].write(report, made.NOW)


def pdf(report):
    return pypdf.PdfReader(io.BytesIO(written(report, "pdf")))


def glyphs(page, reader):
    """Yield the two-byte codes that a page shows."""
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator in {b"Tj", b"TJ"}:
            shown = operands[0] if operator == b"TJ" else operands
            for one in shown:
                if isinstance(one, ByteStringObject | TextStringObject):
                    raw = one.original_bytes
                    yield from (raw[at : at + 2] for at in range(0, len(raw), 2))


def lacking(reader):
    return sum(code == b"\0\0" for page in reader.pages for code in glyphs(page, reader))


def test_the_pdf_s_text_can_be_read_and_no_glyph_is_missing():
    reader = pdf(sample())

    text = "".join(page.extract_text() for page in reader.pages)

    assert "示例报告" in text
    assert "低位发热量" in text
    assert lacking(reader) == 0


def test_a_character_that_no_font_has_would_be_noticed():
    assert lacking(pdf(sample(text="\U0001fae8", rows=1))) > 0


def test_the_pdf_carries_its_fonts():
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in pdf(sample()).pages
        for font in page["/Resources"]["/Font"].values()
    }

    assert fonts
    assert all(re.match(r"/[A-Z]{6}\+", font) for font in fonts)


def test_a_long_table_repeats_its_head_on_each_page():
    reader = pdf(sample())

    pages = [text for page in reader.pages if GAS in (text := page.extract_text())]

    assert len(pages) > 2
    assert all("排放量" in text or "Formula" in text for text in pages)


def test_the_pdf_has_contents_page_numbers_and_bookmarks():
    reader = pdf(sample())

    contents = reader.pages[1].extract_text()

    assert "1 碳排放" in contents
    assert "1.1 小节" in contents
    assert f"第 2 页，共 {len(reader.pages)} 页" in re.sub(r"\s+", " ", contents)
    assert reader.outline[0].title == "1 碳排放"


def test_the_same_report_at_the_same_time_is_the_same_file():
    assert written(sample(rows=2), "pdf") == written(sample(rows=2), "pdf")


def word(report):
    return docx.Document(io.BytesIO(written(report, "docx")))


def test_the_word_document_has_headings_contents_charts_and_tables_that_repeat_their_heads():
    document = word(sample())

    headings = [row.text for row in document.paragraphs if row.style.name.startswith("Heading")]
    codes = [row.text for row in document.element.iter(qn("w:instrText"))]
    heads = list(document.element.iter(qn("w:tblHeader")))

    assert headings[:2] == ["1 碳排放", "1.1 小节"]
    assert codes[0].startswith("TOC")
    assert len(document.inline_shapes) == 3
    assert len(heads) == len(document.tables) == 3


def test_each_note_in_the_word_document_leads_to_a_line_of_the_annex():
    body = word(sample()).element

    wanted = {row.get(qn("w:anchor")) for row in body.iter(qn("w:hyperlink"))}
    there = {row.get(qn("w:name")) for row in body.iter(qn("w:bookmarkStart"))}
    ids = [row.get(qn("w:id")) for row in body.iter(qn("w:bookmarkStart"))]

    assert wanted
    assert wanted <= there
    assert len(ids) == len(set(ids))


def test_the_word_document_numbers_its_pages():
    footer = word(sample()).sections[0].footer._element

    assert [row.text for row in footer.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]


def workbook(report):
    return openpyxl.load_workbook(io.BytesIO(written(report, "xlsx")))


def test_each_number_of_the_workbook_leads_to_its_making():
    book = workbook(sample(rows=2))
    sheet, annex = book["1 碳排放"], book.worksheets[-1]

    linked = [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]

    assert [cell.value for cell in linked] == [123.456789] * 3
    for cell in linked:
        place = (cell.hyperlink.location or cell.hyperlink.target).rpartition("!")[2]
        assert annex[place].value in {1, 2}


def test_the_workbook_opens_every_figure_whatever_print_leaves_out():
    report = replace(sample(rows=2), depth=0)

    names = [row[1].value.strip() for row in workbook(report).worksheets[-1].iter_rows(min_row=2)]

    assert names == [f"{GAS} 2025", "低位发热量", "合计 2025", GAS]
    assert "低位发热量" not in "".join(page.extract_text() for page in pdf(report).pages)


def test_a_text_that_looks_like_a_formula_is_no_formula():
    cell = next(
        cell
        for row in workbook(sample(rows=2)).worksheets[0].iter_rows()
        for cell in row
        if cell.value and "示例园区" in str(cell.value)
    )

    assert cell.value == "'=示例园区"
    assert cell.data_type == "s"


@pytest.mark.parametrize("form", sorted(FORMS))
def test_a_control_character_in_a_name_breaks_no_file(form):
    figure = Figure(
        "a\x0bb", Decimal(1), "t", "c\x00d", ingredients=(Ingredient("\x1f", Decimal(1), "t"),)
    )
    table = Table("x", (Head("x"), Head("t", "t")), (("e\x08f", Number(Decimal(1), figure)),))
    chart = Chart("x", "bars", "t", ("g\x0ch",), (Series("2025", (Decimal(3),)),))
    plain = replace(sample(rows=1), title="i\x02j", sections=(Section("x", (table, chart)),))

    content = written(numbered(plain), form)

    assert content[:4] in {b"%PDF", b"PK\x03\x04"}


@pytest.mark.django_db
@pytest.mark.parametrize("form", sorted(FORMS))
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", made.KINDS)
def test_every_report_is_written_in_every_form(kind, language, form):
    owner = made.park()[0]
    about = None if kind in {"park", "pollutants"} else owner.pk

    content = report_files.file_of(Wanted(kind, made.YEAR, about, language, form), made.NOW)

    assert content[:4] == (b"%PDF" if form == "pdf" else b"PK\x03\x04")


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_glyph_is_missing_in_a_report_of_the_park(language):
    made.park()

    reader = pypdf.PdfReader(
        io.BytesIO(report_files.file_of(Wanted("park", made.YEAR, None, language), made.NOW))
    )

    assert lacking(reader) == 0


@pytest.mark.django_db
def test_the_numbers_of_the_workbook_are_those_of_the_report():
    owner = made.park()[0]
    found = reports.report_of(
        kind="enterprise", year=made.YEAR, enterprise_id=owner.pk, language="en", now=made.NOW
    )

    annex = workbook(found).worksheets[-1]

    told = [Decimal(row[2].value) for row in annex.iter_rows(min_row=2)]
    assert told == [row.value for row in found.making]


@pytest.mark.django_db
def test_an_unknown_form_is_refused():
    made.park()

    with pytest.raises(Refused) as refused:
        report_files.file_of(Wanted("park", made.YEAR, None, "en", "odt"), made.NOW)

    assert refused.value.code == "reporting.form.unknown"
