"""``copark account`` and ``copark factors``: what a user types, and what comes back."""

import json
import re
import sys
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from copark.kernel.quantity import converted
from copark.site import cli
from copark.site.commands import account as command
from copark.site.commands import sayings

EXAMPLES = Path(__file__).resolve().parents[2] / "docs/examples"
SOURCE = Path(__file__).resolve().parents[2] / "src/copark"
ABOUT = {"enterprise": "Heron", "year": 2023, "region": "CN-ZJ"}


@pytest.fixture
def copark(monkeypatch, capsys):
    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["copark", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        return ended.value.code or 0, out, err

    return run


@pytest.fixture
def written(tmp_path):
    def write(about=None, name="year.yaml", **blocks):
        file = tmp_path / name
        document = {"about": ABOUT | (about or {}), **blocks}
        text = json.dumps(document) if name.endswith("json") else yaml.safe_dump(document)
        file.write_text(text, "utf-8")
        return file

    return write


GAS = {"fuel": "natural_gas", "amount": 1, "unit": "1e4Nm3"}
POWER = {"direction": "bought", "amount": 1000, "unit": "MWh"}


def test_a_year_is_counted_and_printed(copark, written):
    code, out, err = copark("account", written(fuels=[GAS], electricity=[POWER]))

    assert (code, err) == (0, "")
    assert "519.022 tCO2e" in out
    assert "Natural gas" in out


@pytest.mark.parametrize("name", ["year.yaml", "year.json"])
def test_the_numbers_of_json_keep_every_digit(copark, written, name):
    file = written(name=name, fuels=[GAS], electricity=[POWER])

    _, out, _ = copark("account", file, "--format", "json")

    found = json.loads(out, parse_float=Decimal)
    parts = {part["name"]: part for part in found["carbon"]["total"]["parts"]}
    assert parts["Electricity bought, net"]["value"] == Decimal("497.4000")
    assert parts["Fuel burnt"]["value"] == Decimal("21.6218880900")
    assert found["energy"]["calorific_loss"] is None


def test_explain_prints_formula_factors_and_sources(copark, written):
    _, out, _ = copark("account", written(fuels=[GAS], recovered=[
        {"amount": 0.5, "unit": "1e4Nm3", "purity": "99 %"}]), "--explain")  # fmt: skip

    assert "= fuel × heating value × carbon content × oxidation × 44/12" in out
    assert re.search(r"Net heating value 389\.31 GJ/1e4Nm3 \[.*GB/T", out)
    assert "to be verified" in out


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "± 8.6 % (stated for 100.0 % of the amounts and 100.0 % of the factors)"),
        ("zh-hans", "± 8.6 %（100.0 % 的活动数据和 100.0 % 的因子给出了不确定度）"),
    ],
)
def test_explain_says_how_sure_a_figure_is_and_what_says_so(copark, written, language, said):
    coal = {"fuel": "bituminous", "amount": 1, "unit": "t", "uncertainty": 5}
    file = written(fuels=[coal])

    _, text, _ = copark("account", file, "--explain", "--language", language)
    _, plain, _ = copark("account", file, "--format", "json")

    # sqrt(5² + 7²) per cent: 7 % of the carbon of coal stands in its table
    assert said in text
    assert "± 7.0 %" in text
    total = json.loads(plain)["carbon"]["total"]
    assert total["certainty"]["relative"] == pytest.approx(0.0860233)


def test_what_states_no_uncertainty_shows_none(copark, written):
    file = written(electricity=[POWER])

    _, text, _ = copark("account", file, "--explain")
    _, plain, _ = copark("account", file, "--format", "json")

    assert "±" not in text
    assert json.loads(plain)["carbon"]["total"]["certainty"] is None


def test_options_go_before_the_document(copark, written):
    file = written(electricity=[POWER], fuels=[{"fuel": "bituminous", "amount": 1, "unit": "t"}])

    _, new, _ = copark("account", file, "--format", "json")
    _, old, _ = copark(
        "account", file, "--method", "NDRC2013_CHEM", "--region", "CN", "--format", "json"
    )

    assert (json.loads(new)["region"], json.loads(old)["region"]) == ("CN-ZJ", "CN")
    assert (json.loads(new)["gwp"], json.loads(old)["gwp"]) == ("AR5", "SAR")
    assert json.loads(old)["carbon"]["total"]["value"] == pytest.approx(530.6 + 2.071509)


def test_the_same_year_comes_from_a_workbook(copark, written, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["类别", "名称", "取值", "数量", "单位", "direction", "composition"])
    for key, value in ABOUT.items():
        sheet.append(["about", key, value])
    sheet.append(["fuels", "natural_gas", None, 10000, "Nm3", None, None])
    sheet.append(["electricity", None, None, 1_000_000, "kWh", "购入"])
    book.save(tmp_path / "year.xlsx")

    _, table, _ = copark("account", tmp_path / "year.xlsx")
    _, text, _ = copark("account", written(fuels=[GAS], electricity=[POWER]))

    assert table == text


def test_a_chinese_reader_reads_chinese(copark, written):
    _, out, _ = copark("account", written(fuels=[GAS]), "--language", "zh-hans", "--explain")

    if "年度温室气体排放" not in out:
        pytest.skip("the translations are not compiled")
    assert "天然气" in out
    assert "低位发热量" in out


def test_the_example_of_the_docs_runs(copark):
    code, out, err = copark("account", EXAMPLES / "account.yaml", "--explain")

    assert (code, err) == (0, "")
    assert "Contracted green power: 4000 MWh" in out


def test_the_table_of_the_docs_runs_month_by_month(copark):
    code, out, err = copark("account", EXAMPLES / "account.csv")

    assert (code, err) == (0, "")
    assert "Natural gas [01]" in out


def test_every_word_of_a_figure_is_among_those_to_be_translated():
    found, _ = command.reckon(EXAMPLES / "account.yaml", command.Asked())
    known = {*sayings.WORDS, *command.tables.item_names()}

    def words(figure):
        yield figure.method
        yield from (item.name for item in figure.ingredients if " (" not in item.name)
        for part in figure.parts:
            yield from words(part)

    strange = {word for figure, _ in command.figures(found) for word in words(figure)} - known
    assert {word for word in strange if not word.startswith("GWP of ")} <= {
        row.formula for row in command.tables.carbon_book().sources.values()
    }


def test_a_word_of_the_account_means_the_same_on_every_page():
    from babel.messages import pofile

    words = {*sayings.WORDS, *sayings.FAULTS.values(), *sayings.REFUSALS.values()}
    said = {}
    for path in SOURCE.glob("*/locale/zh_Hans/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            catalogue = pofile.read_po(file)
        for word in words:
            message = catalogue.get(word)
            if message and message.string:
                said.setdefault(word, set()).add(message.string)

    assert {word: texts for word, texts in said.items() if len(texts) > 1} == {}


# Bad input: a named error at its place, exit code 2, nothing half-done


@pytest.mark.parametrize(
    ("blocks", "place", "reason"),
    [
        ({"fuels": [GAS | {"unit": "MWh"}]}, "fuels[1].unit", "does not fit"),
        ({"fuels": [GAS | {"unit": "barrel"}]}, "fuels[1].unit", "not known"),
        ({"fuels": [GAS | {"amount": -1}]}, "fuels[1].amount", "negative"),
        ({"fuels": [GAS | {"period": "2022-03"}]}, "fuels[1].period", "outside the year 2023"),
        ({"fuels": [GAS | {"period": "2024-01-05"}]}, "fuels[1].period", "outside the year"),
        ({"fuels": [GAS | {"fuel": "peat"}]}, "fuels[1].fuel", "no fuel “peat”"),
        ({"fuels": [GAS | {"factor_set": "NDRC2013_CHEM"}]}, "factor_set", "never mixed"),
        ({"fuels": [GAS | {"oxidation": "101 %"}]}, "fuels[1].oxidation", "more than the whole"),
        ({"fuels": [GAS | {"oxidation": 99}]}, "fuels[1].oxidation", "more than the whole"),
        ({"fuels": [GAS, {**GAS}]}, "fuels[2].fuel", "the same as row fuels[1]"),
        ({"fuels": [GAS, GAS | {"period": "2023-01"}]}, "fuels[2].fuel", "whole year"),
        ({"fuels": [GAS | {"amount": "twelve"}]}, "fuels[1].amount", "not a number"),
        ({"fuels": [GAS | {"amount": "50 %"}]}, "fuels[1].amount", "percentage"),
        ({"fuels": [GAS | {"amount": "1e3"}]}, "fuels[1].amount", "not a number"),
        ({"fuels": [GAS | {"amount": float("nan")}]}, "fuels[1].amount", "not a number"),
        ({"fuels": [{"fuel": "natural_gas", "unit": "t"}]}, "fuels[1].amount", "is empty"),
        ({"fuels": [GAS | {"colour": "blue"}]}, "fuels[1].colour", "no such field"),
        ({"fuels": [GAS | {"composition": {"CH4": "90 %", "N2": "20 %"}}]},
         "fuels[1].composition", "more than the whole"),
        ({"fuels": [GAS | {"composition": {"XY": "90 %"}}]}, "composition", "not one of"),
        ({"fuel": [GAS]}, "fuel[1]", "no block “fuel”"),
        ({"carbonates": [{"carbonate": "CaCO3", "amount": 1, "unit": "t", "purity": 98}]},
         "carbonates[1].purity", "more than the whole"),
        ({"electricity": [POWER | {"unit": "t"}]}, "electricity[1].unit", "does not fit"),
        ({"heat": [{"carrier": "steam", "amount": 1, "unit": "GJ"}]}, "heat[1].unit", "not fit"),
        ({"heat": [{"carrier": "steam", "amount": 1, "unit": "t"}]}, "heat[1].enthalpy", "give"),
    ],
)  # fmt: skip
def test_bad_input_is_named_at_its_place(copark, written, blocks, place, reason):
    code, out, err = copark("account", written(**blocks))

    assert (code, out) == (2, "")
    assert place in err
    assert reason in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("about", "place"),
    [
        ({"year": "last"}, "about.year"),
        ({"method": "ISO"}, "about.method"),
        ({"region": "Atlantis"}, "about.region"),
        ({"gwp": "AR9"}, "about.gwp"),
        ({"enterprise": None}, "about.enterprise"),
        ({"boss": "me"}, "about.boss"),
    ],
)
def test_a_document_that_says_nothing_sensible_of_itself_is_refused(copark, written, about, place):
    code, out, err = copark("account", written(about=about, fuels=[GAS]))

    assert (code, out) == (2, "")
    assert place in err


def test_every_fault_is_named_at_once(copark, written):
    _, _, err = copark("account", written(fuels=[GAS | {"amount": -1}, GAS | {"unit": "barrel"}]))

    assert "fuels[1].amount" in err
    assert "fuels[2].unit" in err


def test_a_document_of_another_year_is_not_taken_for_the_year_asked(copark, written):
    code, _, err = copark("account", written(fuels=[GAS]), "--year", "2022")

    assert code == 2
    assert "about.year" in err


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("about: {a: 1", "Line 1"),
        ("a: &x 1\nb: *x\n", "anchors"),
        ("a: !!python/object:os.system {}\n", "tag"),
        ("about: {year: 2023, year: 2024}\n", "said twice"),
        ("- 1\n", "no list of blocks"),
        ("a: 1\n---\nb: 2\n", "more than one document"),
        ("fuels: 12\n", "no list of rows"),
        ("fuels: [12]\n", "no row of named values"),
        ("fuels: [{fuel: [1, 2]}]\n", "is a list"),
        ("a: " + "[" * 50 + "]" * 50, "nested too deeply"),
        ("   \n", "empty"),
    ],
)
def test_a_damaged_text_is_refused_in_one_line(copark, tmp_path, text, reason):
    file = tmp_path / "bad.yaml"
    file.write_text(text, "utf-8")

    code, out, err = copark("account", file)

    assert (code, out) == (2, "")
    assert reason in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"about": ', "Line 1"),
        ('{"a": NaN}', "NaN"),
        ('{"a": 1, "a": 2}', "said twice"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_a_damaged_json_is_refused_in_one_line(copark, tmp_path, text, reason):
    file = tmp_path / "bad.json"
    file.write_text(text, "utf-8")

    code, _, err = copark("account", file)

    assert code == 2
    assert reason in err


@pytest.mark.parametrize("number", ["1e-999999999", "1" * 60, "0." + "0" * 60 + "1"])
def test_a_number_without_end_is_no_number(copark, tmp_path, number):
    file = tmp_path / "year.json"
    row = json.dumps(GAS).replace('"amount": 1', f'"amount": {number}')
    file.write_text(f'{{"about": {json.dumps(ABOUT)}, "fuels": [{row}]}}', "utf-8")

    code, _, err = copark("account", file)

    assert code == 2
    assert "fuels[1].amount" in err
    assert "not a number" in err


def test_a_file_of_another_kind_is_refused(copark, tmp_path):
    file = tmp_path / "year.pdf"
    file.write_bytes(b"%PDF-1.7")

    code, _, err = copark("account", file)

    assert code == 2
    assert "account.file.kind" in err


def test_a_text_that_no_year_is_long_enough_for_is_refused_unread(copark, tmp_path):
    file = tmp_path / "year.yaml"
    file.write_bytes(b"#" * (5 * 1024 * 1024))

    code, _, err = copark("account", file)

    assert code == 2
    assert "account.file.long" in err


def sheet_of(tmp_path, *rows, merge=""):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["block", "item", "value", "amount", "unit", "purity"])
    for key, value in ABOUT.items():
        sheet.append(["about", key, value])
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    book.save(tmp_path / "year.xlsx")
    return tmp_path / "year.xlsx"


@pytest.mark.parametrize(
    ("row", "merge", "place"),
    [
        (["fuels", "natural_gas", None, "much", "1e4Nm3"], "", "D5"),
        (["fuels", "natural_gas", None, "1e4Nm3", 12], "", "D5"),
        (["fuels", "natural_gas", None, 12, "1e4Nm3"], "D5:E5", "D5:E5"),
        (["fuels", "natural_gas", None, 12, "1e4Nm3", 0.9], "", "F5"),
        (["fuels", "peat", None, 12, "t"], "", "B5"),
    ],
    ids=["text for a number", "swapped columns", "merged cells", "foreign field", "unknown fuel"],
)
def test_a_bad_cell_is_named_by_its_address(copark, tmp_path, row, merge, place):
    code, out, err = copark("account", sheet_of(tmp_path, row, merge=merge))

    assert (code, out) == (2, "")
    assert place in err


def test_a_sheet_without_the_heading_is_refused(copark, tmp_path):
    file = tmp_path / "year.csv"
    file.write_text("a,b\n1,2\n", "utf-8")

    code, _, err = copark("account", file)

    assert code == 2
    assert "import.header.missing" in err


def test_a_workbook_with_macros_is_refused(copark, tmp_path):
    import zipfile

    file = sheet_of(tmp_path)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")

    code, _, err = copark("account", file)

    assert code == 2
    assert "import.file.macros" in err


# Units


@settings(deadline=None, max_examples=25)
@given(
    amount=st.decimals(0, 10**6, allow_nan=False, places=3),
    unit=st.sampled_from(["kWh", "MWh", "GWh", "1e4kWh", "GJ", "MJ"]),
)
def test_the_unit_changes_nothing(tmp_path_factory, amount, unit):
    totals = []
    for given_amount, given_unit in ((amount, "MWh"), (converted(amount, "MWh", unit), unit)):
        file = tmp_path_factory.mktemp("units") / "year.json"
        row = POWER | {"amount": format(given_amount, "f"), "unit": given_unit}
        file.write_text(json.dumps({"about": ABOUT, "electricity": [row]}), "utf-8")
        found, faults = command.reckon(file, command.Asked())
        assert not faults
        totals.append(found.carbon.total.value)

    assert abs(totals[0] - totals[1]) <= Decimal("1e-15") * max(totals[0], 1)


# Energy beside carbon


def test_both_values_of_energy_stand_side_by_side(copark, written):
    about = {
        "electricity_calorific_loss": 0.2985,
        "electricity_calorific_loss_source": "announcement of the year",
        "added_value": 100,
        "output_value": 0,
    }
    file = written(
        about=about,
        electricity=[POWER, {"direction": "self-made", "amount": 500, "unit": "MWh"}],
        output=[{"product": "API", "amount": 10, "unit": "t"}],
    )

    _, out, _ = copark("account", file, "--format", "json")

    energy = json.loads(out, parse_float=Decimal)["energy"]
    assert energy["equivalent"]["value"] == Decimal("122.9")
    assert energy["calorific_loss"]["value"] == Decimal("298.5")
    assert [row["value"] for row in energy["intensities"]] == [Decimal("12.29"), Decimal("1.229")]
    assert "output value: it is zero" in json.loads(out)["notes"][0]


# Factors


def test_the_tables_of_factors_are_listed(copark):
    code, out, _ = copark("factors", "list")

    assert code == 0
    assert re.search(r"fuel +51 rows, 0 to be verified +GBT32151_2023PLUS_C1 NDRC2013_CHEM", out)


def test_a_factor_is_shown_with_source_and_confidence(copark):
    _, out, _ = copark("factors", "show", "grid", "CN-ZJ")

    assert "0.4974" in out
    assert re.search(r"confidence +seen", out)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("show", "nothing"), "factors.table.unknown"), (("show", "gwp", "xyz"), "factors.row.none")],
)
def test_a_factor_that_is_not_there_is_refused(copark, arguments, code):
    ended, _, err = copark("factors", *arguments)

    assert ended == 2
    assert code in err


def test_the_shipped_factors_close(copark):
    code, out, err = copark("factors", "check")

    assert (code, err) == (0, "")
    assert "closes" in out


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("AR5,CH4,28,", "AR5,CH4,28.5,", 0, "65 rows, 1 differ"),
        ("AR5,CH4,28,", "AR5,CH4,-28,", 2, "table.csv:C3: gwp100 -28 is negative"),
        ("AR5,CH4,28,", "AR5,CH5,28,", 2, "carbon.gwp.missing"),
    ],
)
def test_a_table_of_ones_own_is_held_against_the_shipped_one(
    copark, tmp_path, old, new, code, said
):
    file = tmp_path / "table.csv"
    shipped = (SOURCE / "carbon/calc/gwp.csv").read_text("utf-8")
    file.write_text(shipped.replace(old, new), "utf-8")

    ended, out, err = copark("factors", "check", "--file", file, "--table", "gwp")

    assert ended == code
    assert said in out + err


def test_a_table_is_checked_for_one_set_and_in_chinese(copark, tmp_path):
    file = tmp_path / "table.csv"
    file.write_text((SOURCE / "carbon/calc/gwp.csv").read_text("utf-8"), "utf-8")

    ended, _, err = copark(
        *("factors", "check", "--file", file, "--table", "gwp", "--set", "AR5", "--language", "zh")
    )

    assert ended == 2
    assert "不同因子集不得混用" in err
