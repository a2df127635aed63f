"""A table that somebody brings: every fault is named at its cell, and nothing is half taken."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.base.models import Upload
from copark.factors import queries, services
from copark.factors.calc import comparing
from copark.factors.models import TableVersion
from copark.kernel.errors import Refused
from copark.kernel.tables import rows
from tests.factories.inventories import NOW, person
from tests.factories.tables import changed, facts, file

pytestmark = pytest.mark.django_db
ANTHRACITE = "NDRC2013_CHEM,anthracite,无烟煤,solid,t,24.515,0.02749,0.94,2.322768"


def bring(name: str, text: str | bytes, **more) -> int:
    return services.bring_version(
        table=queries.table(name),
        facts=facts(),
        file=file(text),
        evidence=None,
        user_id=None,
        now=NOW,
        **more,
    )


def faults(name: str, text: str | bytes, **more) -> list[tuple[str, str]]:
    """Return cell and code of every objection, and see that nothing was written."""
    with pytest.raises(services.TableFaulty) as caught:
        bring(name, text, **more)
    assert not TableVersion.objects.exists()
    assert not Upload.objects.exists()
    return [(fault.cell, fault.code) for fault in caught.value.faults]


def refusal(name: str, text: str | bytes, **more) -> Refused:
    with pytest.raises(Refused) as caught:
        bring(name, text, **more)
    assert not TableVersion.objects.exists()
    assert not Upload.objects.exists()
    return caught.value


def workbook(name: str, change=lambda sheet: None) -> bytes:
    table = queries.table(name)
    found = rows(queries.shipped(table.package, table.file))
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(found[0]))
    for row in found:
        sheet.append([_cell(value) for value in row.values()])
    change(sheet)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _cell(text: str):
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text


def test_a_corrected_value_becomes_a_draft_and_changes_nothing_yet():
    pk = bring("gwp", changed("gwp", "AR5,CH4,28,", "AR5,CH4,28.5,"))

    made = queries.version(pk)
    [change] = queries.changes(queries.numbered(queries.table("gwp"), 0), made)
    assert (made.number, made.state, made.file_name) == (1, "DRAFT", "table.csv")
    assert (change.kind, change.key) == ("CHANGED", ("AR5", "CH4"))
    assert [(cell.before, cell.after) for cell in change.cells] == [("28", "28.5")]
    assert queries.edition() == ""


def test_a_workbook_is_read_like_the_text_and_keeps_its_digits():
    def correct(sheet):
        sheet["F2"] = 24.6
        sheet["I2"] = 2.330822

    pk = bring("fuel", workbook("fuel", correct))

    [change] = queries.changes(queries.numbered(queries.table("fuel"), 0), queries.version(pk))
    assert {cell.column: cell.after for cell in change.cells} == {
        "ncv_gj_per_unit": "24.6",
        "ef_tco2_per_unit": "2.330822",
    }


@pytest.mark.parametrize(
    ("name", "change", "found"),
    [
        ("fuel", ("_source\n", "_source,colour\n"), ("O1", "factors.header.unknown")),
        ("fuel", ("_source\n", "_source,note\n"), ("O1", "factors.header.twice")),
        ("fuel", (",0.02749,", ",lots,"), ("G2", "import.number.bad")),
        ("fuel", (",0.94,", ",94,"), ("H2", "factors.cell.share")),
        ("fuel", (",0.94,", ",94%,"), ("H2", "import.number.percentage")),
        ("fuel", (",0.02749,", ",-0.02749,"), ("G2", "factors.cell.negative")),
        ("fuel", ("无烟煤,solid,t,", "无烟煤,solid,kg,"), ("E2", "import.choice.unknown")),
        ("fuel", ("无烟煤,solid,t,", "无烟煤,solid,1e4Nm3,"), ("E2", "import.choice.unknown")),
        (
            "fuel",
            ("无烟煤,solid,t,24.515", "无烟煤,solid,24.515,t"),
            ("E2", "factors.cells.swapped"),
        ),
        ("fuel", (",24.515,0.02749,", ",0.02749,24.515,"), ("F2", "factors.cells.swapped")),
        ("fuel", ("NDRC2013_CHEM,anthracite", "MINE,anthracite"), ("A2", "import.choice.unknown")),
        ("fuel", (ANTHRACITE, ANTHRACITE.replace("anthracite", "")), ("B2", "import.cell.empty")),
        ("fuel", ("bituminous", "anthracite"), ("B3", "factors.row.twice")),
        ("fuel", (",seen,", ",certain,"), ("K2", "import.choice.unknown")),
        (
            "grid",
            ("CN,全国,national,2015", "CN,全国,national,last year"),
            ("D2", "import.year.bad"),
        ),
        ("gas", ("甲烷,1,", "甲烷,1.5,"), ("C2", "factors.cell.whole")),
        ("rule", (",0.75,", ",75,"), ("D2", "factors.cell.share")),
        ("stack", ("1997-01-01", "long ago"), ("H2", "factors.cell.day")),
    ],
)
def test_each_fault_is_named_at_its_cell(name, change, found):
    assert faults(name, changed(name, *change)) == [found]


def test_a_set_that_is_brought_alone_takes_no_row_of_another():
    text = changed("gwp", "AR5,CH4,28,", "AR5,CH4,28.5,")

    found = faults("gwp", text, one_set="AR5")

    others = sum(row["assessment"] != "AR5" for row in rows(text))
    assert {code for _cell, code in found} == {"factors.sets.mixed"}
    assert len(found) == others


def test_a_set_that_is_brought_alone_leaves_the_others_as_they_are():
    head, *lines = changed("gwp", "AR5,CH4,28,", "AR5,CH4,28.5,").splitlines()
    alone = "\n".join([head, *(line for line in lines if line.startswith("AR5,"))])

    pk = bring("gwp", alone, one_set="AR5")

    [change] = queries.changes(queries.numbered(queries.table("gwp"), 0), queries.version(pk))
    assert change.key == ("AR5", "CH4")


def test_a_column_that_is_missing_is_named():
    head, *lines = changed("gwp").splitlines()
    text = "\n".join([head.replace("gwp100,", ""), *lines])

    refused = refusal("gwp", text)

    assert refused.code == "import.header.missing"
    assert "gwp100" in refused.message


def test_a_fuel_whose_parts_do_not_give_its_factor_is_refused_by_carbon():
    assert refusal("fuel", changed("fuel", ",24.515,", ",25.515,")).code == "carbon.factor.open"


def test_a_blend_that_does_not_add_up_is_refused_by_carbon():
    text = changed("blend", "R-410A,HFC-32,0.50", "R-410A,HFC-32,0.60")
    assert refusal("blend", text).code == "carbon.blend.open"


def test_a_carrier_without_coefficient_is_refused_by_energy():
    head, *lines = changed("energy").splitlines()
    text = "\n".join([head, *(line for line in lines if not line.startswith("heat,"))])
    assert refusal("energy", text).code == "factors.coefficient.missing"


def test_a_table_that_says_nothing_new_is_refused():
    assert refusal("gwp", changed("gwp")).code == "factors.version.same"


def test_a_workbook_with_macros_is_refused():
    content = io.BytesIO(workbook("gwp"))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")

    assert refusal("gwp", content.getvalue()).code == "import.file.macros"


def test_merged_cells_are_named():
    content = workbook("gwp", lambda sheet: sheet.merge_cells("A2:A3"))

    assert {code for _cell, code in faults("gwp", content)} == {"import.cell.merged"}


def test_a_file_that_is_too_large_is_refused_before_it_is_read():
    assert refusal("gwp", b"a" * (21 * 1024 * 1024)).code == "import.file.large"


def test_an_own_factor_stands_beside_the_official_ones_with_its_evidence():
    row = dict(rows(changed("fuel"))[0]) | {"fuel": "anthracite_bay", "fuel_zh": "海湾无烟煤"}

    pk = services.add_row(
        table=queries.table("fuel"),
        row=row,
        facts=facts(),
        evidence=file(b"%PDF-1.7", "laboratory.pdf"),
        user_id=person("staff").pk,
        now=NOW,
    )

    made = queries.version(pk)
    [change] = queries.changes(queries.numbered(queries.table("fuel"), 0), made)
    assert (change.kind, change.key) == ("ADDED", ("NDRC2013_CHEM", "anthracite_bay"))
    assert (made.evidence_name, made.made_by) == ("laboratory.pdf", "staff")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "factors.row.exists"),
        ({"factor_set": "OWN", "ncv_gj_per_unit": "25.5"}, "carbon.factor.open"),
    ],
)
def test_an_own_factor_takes_no_official_place_and_must_close(changes, code):
    row = dict(rows(changed("fuel"))[0]) | changes

    with pytest.raises(Refused) as caught:
        services.read_row(table=queries.table("fuel"), row=row)

    assert caught.value.code == code


def test_an_own_factor_says_what_is_wrong_at_its_field():
    row = dict(rows(changed("fuel"))[0]) | {"fuel": "bay", "oxidation_rate": "98", "unit": "kg"}

    with pytest.raises(services.TableFaulty) as caught:
        services.read_row(table=queries.table("fuel"), row=row)

    assert {fault.cell for fault in caught.value.faults} == {"oxidation_rate", "unit"}


@pytest.mark.parametrize("name", queries.tables())
def test_every_shipped_table_passes_its_own_rules(name):
    table = queries.table(name)
    text = queries.shipped(table.package, table.file)

    assert refusal(name, text).code == "factors.version.same"


@given(st.binary(max_size=400))
def test_rubbish_is_refused_and_never_breaks(junk):
    with pytest.raises(Refused):
        services.read_table(table=queries.table("gwp"), content=junk)


@given(st.data())
def test_what_is_written_reads_back_the_same(data):
    text = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12)
    table = queries.table("gas")
    keys = data.draw(st.lists(text, min_size=1, max_size=5, unique=True))
    drawn = [{"gas": key, "note": data.draw(text)} for key in keys]

    written = comparing.written(drawn, ["gas", "note"])

    assert not comparing.compared(written, written, table)
    assert rows(written) == drawn
