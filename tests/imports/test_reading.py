"""Files that people bring: bounded, decoded, and refused by name where they are not honest."""

import io
import zipfile

import openpyxl
import pytest

from copark.base.sheets import reading
from copark.kernel.errors import Refused


def workbook(*rows, title="Data", change=None):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if change:
        change(book, sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def repacked(content, **parts):
    """Return a workbook with parts replaced or added."""
    source, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            if name not in parts:
                archive.writestr(name, source.read(name))
        for name, text in parts.items():
            archive.writestr(name, text)
    return target.getvalue()


def code_of(content):
    with pytest.raises(Refused) as refused:
        reading.read(content)
    return refused.value.code


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("gb18030", b""), ("utf-16", b"")],
)
def test_chinese_text_is_read_in_every_encoding_that_spreadsheets_write(encoding, mark):
    sheet = reading.read(mark + "企业,数量\n甲化工,12\n".encode(encoding))

    assert [[cell.text for cell in row.cells] for row in sheet.rows] == [
        ["企业", "数量"],
        ["甲化工", "12"],
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found_and_a_quoted_one_is_text(separator):
    sheet = reading.read(f'a{separator}b\n"x{separator}y"{separator}2\n'.encode())

    assert [cell.text for cell in sheet.rows[1].cells] == [f"x{separator}y", "2"]


def test_cells_know_their_addresses():
    sheet = reading.read(workbook(["a", "b"], [1, 2.5]))

    assert [cell.address for cell in sheet.rows[1].cells][:2] == ["A2", "B2"]
    assert str(sheet.rows[1].cells[1].value) == "2.5"


def test_a_binary_fraction_is_read_as_excel_shows_it():
    sheet = reading.read(workbook(["x"], [0.1 + 0.2]))

    assert str(sheet.rows[1].cells[0].value) == "0.3"


def test_the_sheet_called_data_goes_before_the_first_one():
    def add(book, _sheet):
        book.create_sheet("数据").append(["wanted"])

    assert (
        reading.read(workbook(["other"], title="Notes", change=add)).rows[0].cells[0].text
        == "wanted"
    )


def test_merged_cells_are_told():
    def merge(_book, sheet):
        sheet.merge_cells("A2:A4")

    assert reading.read(workbook(["a"], ["x"], change=merge)).merged == ("A2:A4",)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import.file.empty"),
        (b" \n ", "import.file.empty"),
        (b"\xd0\xcf\x11\xe0old", "import.file.old"),
        (b"PK\x03\x04broken", "import.file.damaged"),
        (b"\xff\xff\xfe\x81\x00\x01\x02", "import.file.encoding"),
        (b"a,b\n" + b"x" * 3000 + b",1\n", "import.file.cell"),
        (b"a" + b",a" * 60 + b"\n", "import.file.columns"),
        (b"1\n" * 50_001, "import.file.rows"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_by_name(content, code):
    assert code_of(content) == code


def test_a_file_of_any_size_above_the_bound_is_refused_before_it_is_parsed():
    assert code_of(b"a,b\n" + b"1,2\n" * (reading.MAX_BYTES // 4 + 1)) == "import.file.large"


def test_a_workbook_with_macros_is_refused():
    plain = workbook(["a"])
    types = zipfile.ZipFile(io.BytesIO(plain)).read("[Content_Types].xml").decode()
    macro = types.replace("spreadsheetml.sheet.main", "sheet.macroEnabled.main")

    assert code_of(repacked(plain, **{"xl/vbaProject.bin": b"x"})) == "import.file.macros"
    assert code_of(repacked(plain, **{"[Content_Types].xml": macro})) == "import.file.macros"


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = repacked(workbook(["a"]), **{"xl/worksheets/sheet1.xml": b"0" * (110 * 1024 * 1024)})

    assert len(bomb) < 1024 * 1024
    assert code_of(bomb) == "import.file.bomb"


def test_a_part_that_declares_entities_is_refused():
    lol = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa">]><worksheet/>'

    assert (
        code_of(repacked(workbook(["a"]), **{"xl/worksheets/sheet1.xml": lol}))
        == "import.file.damaged"
    )


def test_a_zip_that_is_no_workbook_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "hello")

    assert code_of(buffer.getvalue()) == "import.file.damaged"


def test_a_workbook_cut_in_the_middle_is_refused():
    whole = workbook(["a"], *([n] for n in range(500)))

    assert code_of(whole[: len(whole) // 2]) == "import.file.damaged"


def test_a_cell_below_the_last_row_that_is_read_is_not_dropped_in_silence():
    def far(_book, sheet):
        sheet["A1048576"] = "x"

    assert code_of(workbook(["a"], change=far)) == "import.file.rows"
