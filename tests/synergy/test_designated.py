"""Import of designated units: matched, decided, taken whole or not at all, undone."""

import csv
import io
import zipfile

import openpyxl
import pytest

from copark.base.models import Upload
from copark.kernel.errors import Refused
from copark.synergy import queries, services
from copark.synergy.models import Designated
from tests.factories import inventories as make
from tests.synergy.calc.test_designated_rows import CREDIT, HEAD, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def plants():
    where = make.park()
    return [
        make.enterprise("E01", where, name_zh="鹭苇药业"),
        make.enterprise("E02", where, name_zh="盐沼原料药"),
    ]


def text(*rows):
    buffer = io.StringIO()
    csv.writer(buffer).writerows([HEAD, *rows])
    return buffer.getvalue().encode()


def book(*rows):
    workbook = openpyxl.Workbook()
    for line in [HEAD, *rows]:
        workbook.active.append(line)
    return workbook


def saved(workbook):
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def bring(content):
    return services.preview_designated(name="a.csv", content=content, user_id=None, now=make.NOW)


def take(preview, how="all", **decided):
    return services.take_designated(
        upload_id=preview.upload_id,
        take=how,
        decided={int(name[3:]): who for name, who in decided.items()},
        user_id=None,
        now=make.NOW,
    )


def kept():
    return [(one.enterprise_code, one.list, one.year) for one in queries.designated_of(2025)]


def refused(act, *args, **facts):
    with pytest.raises(Refused) as found:
        act(*args, **facts)
    return found.value.code


def test_certain_rows_are_taken_and_strangers_left_out(plants):
    taken = take(bring(text(row("鹭苇药业"), row("远岬水泥"), row(code="E02", kind="大气"))))

    assert (taken.taken, taken.refused) == (2, 1)
    assert kept() == [("E01", "energy", 2025), ("E02", "env_air", 2025)]


def test_an_excel_workbook_is_read_as_well(plants):
    take(bring(saved(book(row("鹭苇药业", year=2025)))))

    assert kept() == [("E01", "energy", 2025)]


def test_a_doubtful_name_is_never_taken_by_itself(plants):
    preview = bring(text(row("浙江鹭苇药业有限公司"), row("盐沼原料药")))

    assert refused(take, preview) == "synergy.designated.undecided"
    assert kept() == []
    assert take(preview, "good").taken == 1
    assert kept() == [("E02", "energy", 2025)]


def test_a_decision_is_written_as_one_and_remembered_for_the_next_file(plants):
    take(bring(text(row("浙江鹭苇药业有限公司", CREDIT))), row2=plants[0].pk)

    by_name = bring(text(row("浙江鹭苇药业有限公司", year="2024")))
    by_code = bring(text(row(credit=CREDIT, year="2023")))

    assert queries.designated_of(2025)[0].matched_by == "DECIDED"
    assert [one.state for one in by_name.matches] == ["CERTAIN"]
    assert [one.matched_by for one in by_code.matches] == ["CREDIT"]


def test_a_doubtful_row_may_mean_nobody_of_the_park(plants):
    preview = bring(text(row("浙江鹭苇药业有限公司")))

    assert take(preview, row2=None).taken == 0
    assert kept() == []


def test_two_rows_that_come_to_mean_the_same_are_refused_whole(plants):
    preview = bring(text(row("鹭苇药业"), row("浙江鹭苇药业有限公司")))

    assert refused(take, preview, row3=plants[0].pk) == "synergy.designated.twice"
    assert kept() == []


def test_an_enterprise_that_is_not_there_cannot_be_meant(plants):
    preview = bring(text(row("浙江鹭苇药业有限公司")))

    assert refused(take, preview, row2=987654) == "synergy.designated.stranger"


def test_bad_rows_stop_the_import_unless_the_good_ones_are_asked_for(plants):
    preview = bring(text(row("鹭苇药业"), row("盐沼原料药", year="二〇二五")))

    assert refused(take, preview) == "import.rows.bad"
    assert kept() == []
    assert take(preview, "good").taken == 1


def test_an_import_is_undone_and_may_be_brought_again(plants):
    preview = bring(text(row("鹭苇药业")))
    take(preview)
    assert [one.code for one in bring(text(row("鹭苇药业"))).faults] == [
        "synergy.designated.recorded"
    ]

    services.undo_import(upload_id=preview.upload_id, user_id=None, now=make.NOW)

    assert kept() == []
    assert Designated.objects.count() == 1
    assert bring(text(row("鹭苇药业"))).faults == ()


def test_a_file_is_taken_once(plants):
    preview = bring(text(row("鹭苇药业")))
    take(preview)

    assert refused(take, preview) == "import.upload.taken"


def test_rows_of_another_year_than_the_one_named_are_refused(plants):
    upload = bring(text(row("鹭苇药业"))).upload_id
    bounds = services.designated.Bounds(year=2024)

    preview = services.reread(upload_id=upload, bounds=bounds, now=make.NOW)

    assert [one.code for one in preview.faults] == ["synergy.designated.year"]


# Bad files


def with_macros():
    buffer = io.BytesIO(saved(book(row("鹭苇药业"))))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    return buffer.getvalue()


def swapped_heading():
    buffer = io.StringIO()
    csv.writer(buffer).writerows([("a", "b"), ("鹭苇药业", "2025")])
    return buffer.getvalue().encode()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (with_macros, "import.file.macros"),
        (lambda: b"x" * (20 * 1024 * 1024 + 1), "import.file.large"),
        (lambda: b"", "import.file.empty"),
        (lambda: b"\xd0\xcf\x11\xe0old", "import.file.old"),
        (lambda: b"PK\x03\x04broken", "import.file.damaged"),
        (swapped_heading, "import.header.missing"),
        (text, "import.rows.none"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_not_kept(plants, content, code):
    assert refused(bring, content()) == code
    assert Upload.objects.count() == 0


def test_merged_cells_text_for_a_year_and_repeated_rows_are_named_at_their_place(plants):
    workbook = book(
        row("鹭苇药业", year=2025),
        row("盐沼原料药", year=2025),
        row("盐沼原料药", year="去年", kind="水"),
        row("盐沼原料药", year=2025, kind="大气"),
        row(code="e02", year=2025, kind="大气"),
    )
    workbook.active.merge_cells("A2:A3")

    preview = bring(saved(workbook))

    assert [(one.row, one.code) for one in preview.faults] == [
        (2, "import.cell.merged"),
        (3, "import.cell.merged"),
        (4, "import.year.bad"),
        (6, "import.row.twice"),
    ]


def test_columns_that_were_swapped_are_said_so(plants):
    preview = bring(text(row(CREDIT, "鹭苇药业")))

    assert [one.code for one in preview.faults] == ["synergy.name.is-code"]


# Beside the lists


def test_designated_and_drawn_units_stand_beside_each_other(plants):
    make.record(make.use(plants[1], "electricity", 90, "GWh", year=2024))
    take(bring(text(row("鹭苇药业"), row("盐沼原料药"), row("鹭苇药业", kind="水"))))

    found = queries.beside_of(2025, 2024, queries.named("national"))

    states = {(one.part, one.enterprise_id): one.state for one in found}
    assert states == {
        ("energy", plants[0].pk): "ONLY_DESIGNATED",
        ("energy", plants[1].pk): "BOTH",
        ("env_water", plants[0].pk): "ONLY_DESIGNATED",
    }
