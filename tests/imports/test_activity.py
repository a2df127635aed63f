"""Activity data from files: each bad row with cell and reason, all rows or the good ones, undo."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.utils import translation

from copark.base.models import Upload
from copark.base.sheets.sentences import sentence
from copark.base.sheets.templates import text, workbook
from copark.energy import queries, services
from copark.energy.models import Use
from copark.energy.services import imports
from copark.kernel.errors import Refused
from tests.factories import inventories as make

pytestmark = pytest.mark.django_db
ENGLISH = ["Enterprise", "Period", "Carrier", "Direction", "Amount", "Unit", "Evidence"]
CHINESE = ["企业", "期间", "能源品种", "流向", "数量", "单位", "证据"]
GOOD = ["A1", "2025-03", "electricity", "bought", 1200, "MWh", "bill 7"]


@pytest.fixture
def plant():
    where = make.park()
    make.enterprise("B2", where)
    return make.enterprise("A1", where)


def book(*rows, head=ENGLISH, change=None):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(head)
    for row in rows:
        sheet.append(row)
    if change:
        change(sheet)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def look(content, **bounds):
    return services.preview_activity(
        name="may.xlsx",
        content=content,
        bounds=imports.Bounds(**bounds),
        user_id=None,
        now=make.NOW,
    )


def with_change(**changes):
    places = dict(
        zip(
            ("enterprise", "period", "carrier", "direction", "amount", "unit", "evidence"),
            range(7),
            strict=True,
        )
    )
    row = list(GOOD)
    for name, value in changes.items():
        row[places[name]] = value
    return row


@pytest.mark.parametrize(
    ("change", "cell", "code"),
    [
        ({"enterprise": "Z9"}, "A2", "import.enterprise.unknown"),
        ({"enterprise": None}, "A2", "import.cell.empty"),
        ({"period": "spring"}, "B2", "import.period.bad"),
        ({"period": "2025-13"}, "B2", "import.period.bad"),
        ({"period": "1896"}, "B2", "import.period.bad"),
        ({"period": "2027"}, "B2", "import.year.future"),
        ({"period": "2026-07"}, "B2", "import.year.future"),
        ({"carrier": "phlogiston"}, "C2", "import.carrier.unknown"),
        ({"carrier": None}, "C2", "import.cell.empty"),
        ({"direction": "stolen"}, "D2", "import.direction.unknown"),
        ({"amount": -1}, "E2", "import.number.negative"),
        ({"amount": "about 12"}, "E2", "import.number.bad"),
        ({"amount": "12,5"}, "E2", "import.number.bad"),
        ({"amount": "1e5"}, "E2", "import.number.bad"),
        ({"amount": "NaN"}, "E2", "import.number.bad"),
        ({"amount": "12 %"}, "E2", "import.number.percentage"),
        ({"amount": date(2025, 3, 1)}, "E2", "import.number.bad"),
        ({"amount": True}, "E2", "import.number.bad"),
        ({"amount": None}, "E2", "import.cell.empty"),
        ({"amount": "#N/A"}, "E2", "import.cell.error"),
        ({"amount": 10**18}, "E2", "import.number.long"),
        ({"unit": "t"}, "F2", "import.unit.unfit"),
        ({"unit": "bushel"}, "F2", "import.unit.unfit"),
    ],
)
def test_a_bad_cell_is_named_with_its_reason_and_nothing_is_written(plant, change, cell, code):
    preview = look(book(with_change(**change), GOOD))

    (fault,) = preview.faults
    assert (fault.cell, fault.code) == (cell, code)
    assert [number for number, _use in preview.good] == [3]
    assert not Use.objects.exists()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_reason_is_a_sentence_in_the_readers_language(plant, language):
    faults = look(
        book(with_change(amount=-1), with_change(unit="t"), with_change(carrier="x"))
    ).faults

    with translation.override(language):
        said = [sentence(fault) for fault in faults]

    assert all("{" not in text for text in said)
    assert all(
        any("\u4e00" <= sign <= "\u9fff" for sign in text) is (language == "zh-hans")
        for text in said
    )


def test_a_percentage_by_its_format_alone_is_seen(plant):
    def as_percentage(sheet):
        sheet["E2"].number_format = "0%"

    (fault,) = look(book(with_change(amount=0.5), change=as_percentage)).faults

    assert fault.code == "import.number.percentage"


def test_merged_rows_are_refused_and_say_which_cells(plant):
    (fault,) = look(book(GOOD, change=lambda sheet: sheet.merge_cells("A2:B2"))).faults

    assert (fault.code, fault.cell) == ("import.cell.merged", "A2:B2")


@pytest.mark.parametrize(
    "head",
    [ENGLISH, CHINESE, [f"{name} *" for name in CHINESE], [name.upper() for name in ENGLISH]],
)
def test_headings_are_read_in_both_languages(plant, head):
    assert len(look(book(GOOD, head=head)).good) == 1


def test_words_of_both_languages_are_read_in_cells(plant):
    row = ["A1", "2025年3月", "电力", "购入", "1,200.5", "MWh", None]

    ((_number, use),) = look(book(row)).good

    assert (use.carrier, use.direction, use.month, use.amount) == (
        "electricity",
        "BOUGHT",
        3,
        Decimal("1200.5"),
    )


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2025", (2025, None)),
        (2025, (2025, None)),
        ("2025-3", (2025, 3)),
        ("2025/03", (2025, 3)),
        ("202503", (2025, 3)),
        (date(2025, 3, 31), (2025, 3)),
    ],
)
def test_a_period_is_read_however_a_spreadsheet_writes_it(plant, period, expected):
    ((_number, use),) = look(book(with_change(period=period))).good

    assert (use.year, use.month) == expected


def test_rows_of_another_year_than_the_one_asked_for_are_refused(plant):
    (fault,) = look(book(GOOD), year=2024).faults

    assert fault.code == "import.year.outside"


def test_the_same_amount_twice_in_a_file_names_the_first_row(plant):
    (fault,) = look(book(GOOD, GOOD)).faults

    assert (fault.code, fault.row, fault.facts["first"]) == ("import.row.twice", 3, "2")


def test_a_year_and_a_month_of_it_are_refused_together(plant):
    (fault,) = look(book(GOOD, with_change(period="2025"))).faults

    assert fault.code == "import.period.overlap"


def test_an_amount_that_is_recorded_already_is_refused(plant):
    make.record(make.use(plant, "electricity", 1, "MWh", month=3))

    (fault,) = look(book(GOOD)).faults

    assert fault.code == "import.row.recorded"


def test_a_file_without_the_needed_headings_is_refused_and_names_them_in_both_languages(plant):
    with pytest.raises(Refused, match="Carrier / 能源品种"):
        look(book(["A1", "2025"], head=["Enterprise", "Period"]))


def test_a_file_of_headings_only_is_refused(plant):
    with pytest.raises(Refused) as refused:
        look(book())

    assert refused.value.code == "import.rows.none"


def take(content, how, **bounds):
    return services.import_activity(
        name="may.xlsx",
        content=content,
        take=how,
        bounds=imports.Bounds(**bounds),
        user_id=None,
        now=make.NOW,
    )


def test_all_or_nothing_writes_nothing_beside_a_bad_row(plant):
    _preview, taken = take(book(GOOD, with_change(amount=-1)), "all")

    assert taken is None
    assert not Use.objects.exists()


def test_on_request_the_good_rows_are_taken_and_the_file_kept_as_evidence(plant):
    content = book(GOOD, with_change(amount=-1, period="2025-04"))

    _preview, taken = take(content, "good")

    row, upload = Use.objects.get(), Upload.objects.get()
    assert (taken.taken, taken.refused) == (1, 1)
    assert (row.amount, row.unit, row.upload_id) == (1_200_000, "kWh", upload.pk)
    assert bytes(upload.content) == content
    assert (upload.rows_taken, upload.rows_refused) == (1, 1)


def test_confirming_with_all_refuses_a_file_that_became_bad_after_the_preview(plant):
    preview = look(book(GOOD))
    make.record(make.use(plant, "electricity", 1, "MWh", month=3))

    with pytest.raises(Refused) as refused:
        services.take_activity(upload_id=preview.upload_id, take="all", user_id=None, now=make.NOW)

    assert refused.value.code == "import.rows.bad"


def test_a_file_is_taken_once(plant):
    _preview, taken = take(book(GOOD), "all")

    with pytest.raises(Refused) as refused:
        services.take_activity(upload_id=taken.upload_id, take="good", user_id=None, now=make.NOW)

    assert refused.value.code == "import.upload.taken"


def test_an_import_can_be_undone_and_taken_again(plant):
    _preview, taken = take(book(GOOD), "all")

    assert services.undo_import(upload_id=taken.upload_id, user_id=None, now=make.NOW) == 1

    assert queries.declared(2025) == []
    assert take(book(GOOD), "all")[1].taken == 1


def test_a_closed_year_is_neither_imported_into_nor_undone(plant):
    _preview, taken = take(book(GOOD), "all")
    services.close_year(year=2025, user_id=None, now=make.NOW)

    (fault,) = look(book(with_change(period="2025-04"))).faults
    with pytest.raises(Refused) as refused:
        services.undo_import(upload_id=taken.upload_id, user_id=None, now=make.NOW)

    assert (fault.code, refused.value.code) == ("import.year.closed", "energy.year.closed")
    assert len(queries.declared(2025)) == 1


def test_an_enterprise_speaks_for_itself_only(plant):
    (fault,) = look(book(with_change(enterprise="B2"), GOOD), enterprise_id=plant.pk).faults

    assert (fault.cell, fault.code) == ("A2", "import.enterprise.other")


def test_an_enterprise_need_not_name_itself(plant):
    head = [name for name in ENGLISH if name != "Enterprise"]

    ((_number, use),) = look(book(GOOD[1:], head=head), enterprise_id=plant.pk).good

    assert use.enterprise_id == plant.pk


@pytest.mark.parametrize("chinese", [True, False])
def test_the_template_filled_in_is_read_back(plant, chinese):
    columns = imports.template_columns()
    filled = openpyxl.load_workbook(io.BytesIO(workbook(columns, chinese=chinese)))
    sheet = filled.worksheets[0]
    sheet.append(
        [
            "A1",
            "2025-03",
            "电力" if chinese else "Electricity",
            "购入" if chinese else "bought",
            5,
            "MWh",
            "",
        ]
    )
    buffer = io.BytesIO()
    filled.save(buffer)

    preview = look(buffer.getvalue())

    assert (len(preview.good), preview.faults) == (1, ())
    assert len(sheet.data_validations.dataValidation) == 4


def test_the_csv_template_filled_in_is_read_back_from_gb18030_too(plant):
    made = text(imports.template_columns(), chinese=True).decode("utf-8-sig")

    preview = look((made + "A1,2025,天然气,购入,30,1e4Nm3,合同\n").encode("gb18030"))

    ((_number, use),) = preview.good
    assert (use.carrier, use.month) == ("natural_gas", None)
