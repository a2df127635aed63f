import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.kernel import sheets
from copark.kernel.sheets import Cell, Row, Sheet
from copark.synergy.calc import credit_code, names
from copark.synergy.calc.designated import COLUMNS, Known, read_rows

HEAD = ("企业名称", "统一社会信用代码", "园区编码", "名录类别", "年度", "文号")
CREDIT = "91350100M000100Y43"
KNOWN = [
    Known(1, "E01", ("鹭苇药业", "Heron & Reed Pharmaceutical")),
    Known(2, "E02", ("盐沼原料药", "Saltmarsh Active Ingredients"), (CREDIT,)),
    Known(3, "E03", ("杓鹬湾制药", "Curlew Bay Pharmaceutical")),
]


def row(name="", credit="", code="", kind="重点用能单位", year="2025", document="文〔2025〕1号"):
    return (name, credit, code, kind, year, document)


def read(*rows, known=KNOWN):
    lines = [
        Row(number, tuple(Cell(f"{'ABCDEF'[at]}{number}", value) for at, value in enumerate(line)))
        for number, line in enumerate([HEAD, *rows], start=1)
    ]
    table = sheets.understood(Sheet(tuple(lines)), COLUMNS)
    return read_rows(table.records, table.titles, known, 2026)


def meant(*rows, known=KNOWN):
    found, faults = read(*rows, known=known)
    assert faults == []
    return [(one.state, one.enterprise_id or [who for who, _ in one.suggestions]) for one in found]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (row("鹭苇药业"), ("CERTAIN", 1)),
        (row("ＨＥＲＯＮ & Reed  pharmaceutical"), ("CERTAIN", 1)),
        (row(code="e03"), ("CERTAIN", 3)),
        (row(credit=CREDIT), ("CERTAIN", 2)),
        (row("浙江盐沼原料药有限公司", CREDIT), ("CERTAIN", 2)),
        (row("鹭苇药业有限公司"), ("DOUBTFUL", [1])),
        (row("浙江杓鹬湾制药股份有限公司"), ("DOUBTFUL", [3])),
        (row("鹭苇药业", CREDIT), ("DOUBTFUL", [1, 2])),
        (row("杓鹬湾制药", code="E01"), ("DOUBTFUL", [1, 3])),
        (row("远岬水泥", code="E01"), ("DOUBTFUL", [1])),
        (row("远岬水泥"), ("STRANGER", [])),
    ],
)
def test_codes_and_whole_names_are_certain_and_all_else_is_a_persons_to_decide(given, expected):
    assert meant(given) == [expected]


def test_two_enterprises_of_one_name_are_doubtful():
    twins = [Known(1, "E01", ("双子化工",)), Known(2, "E02", ("双子化工",))]

    assert meant(row("双子化工"), known=twins) == [("DOUBTFUL", [1, 2])]


def faults(*rows):
    _, found = read(*rows)
    return [(one.cell, one.code) for one in found]


@pytest.mark.parametrize(
    ("given", "cell", "code"),
    [
        (row(), "A2", "import.cell.empty"),
        (row(CREDIT, "鹭苇药业"), "A2", "synergy.name.is-code"),
        (row("鹭苇药业", "91350100M000100Y44"), "B2", "synergy.credit-code.bad"),
        (row("鹭苇药业", "12345"), "B2", "synergy.credit-code.bad"),
        (row("鹭苇药业", kind="先进单位"), "D2", "import.choice.unknown"),
        (row("鹭苇药业", kind="2025", year="重点用能单位"), "D2", "import.choice.unknown"),
        (row("鹭苇药业", year="二〇二五"), "E2", "import.year.bad"),
        (row("鹭苇药业", year="2028"), "E2", "import.year.future"),
        (row("鹭苇药业", year=""), "E2", "import.cell.empty"),
        (row("鹭苇药业", document=""), "F2", "import.cell.empty"),
        (row("鹭" * 201), "A2", "synergy.text.long"),
    ],
)
def test_each_bad_cell_is_named_with_its_reason(given, cell, code):
    assert faults(given) == [(cell, code)]


def test_the_same_unit_twice_on_the_same_list_of_a_year_is_refused_and_names_the_first():
    _, found = read(row("鹭苇药业"), row(code="E01"), row("鹭苇药业", kind="水环境重点排污单位"))

    assert [(one.row, one.code, one.facts) for one in found] == [
        (3, "import.row.twice", {"first": "2"})
    ]


def test_merged_cells_are_refused_by_row():
    sheet = Sheet(
        tuple(
            Row(number, tuple(Cell(f"A{number}", value) for value in line))
            for number, line in enumerate([HEAD, row("鹭苇药业"), row("盐沼原料药")], start=1)
        ),
        merged=("A2:A3",),
    )
    table = sheets.understood(sheet, COLUMNS)

    _, found = read_rows(table.records, table.titles, KNOWN, 2026)

    assert [(one.row, one.code) for one in found] == [
        (2, "import.cell.merged"),
        (3, "import.cell.merged"),
    ]


@pytest.mark.parametrize(
    ("one", "other"), [("杓鹬湾制药", "盐沼原料药"), ("Curlew Bay", "Saltmarsh"), ("", "鹭苇药业")]
)
def test_different_names_are_not_alike(one, other):
    assert names.likeness(one, other) < names.ALIKE


@given(st.text(max_size=12), st.text(max_size=12))
def test_likeness_is_mutual_and_lies_between_none_and_all(one, other):
    found = names.likeness(one, other)

    assert found == names.likeness(other, one)
    assert 0 <= found <= 1


@given(
    st.text(credit_code.ALPHABET, min_size=17, max_size=17),
    st.integers(0, 16),
    st.sampled_from(credit_code.ALPHABET),
)
def test_one_wrong_character_of_a_credit_code_is_always_found(body, place, other):
    code = body + credit_code.check_digit(body)
    wrong = code[:place] + other + code[place + 1 :]

    assert credit_code.is_valid(code)
    assert credit_code.is_valid(wrong) is (wrong == code)
