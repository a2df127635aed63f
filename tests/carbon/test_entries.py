"""Rows that carbon keeps: recorded once, corrected by a new row, tried in the account first."""

import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from copark.base.models import AuditEntry
from copark.carbon import queries, services
from copark.carbon.calc.account import account
from copark.carbon.calc.document import Carbonate, Material
from copark.carbon.calc.written import document_from, recomputed
from copark.carbon.contracts import NewEntry
from copark.carbon.models import Entry
from copark.carbon.services import imports
from copark.energy import services as energy
from copark.factors import queries as held
from copark.kernel.errors import Refused
from tests.factories import inventories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant():
    return make.enterprise("A1", make.park())


def row(owner, block, *, year=2025, month=None, **values):
    aside = {name: values.pop(name) for name in ("plant", "evidence", "replaces", "uncertainty")
             if name in values}  # fmt: skip
    plain = {key: str(value) for key, value in values.items()}
    return NewEntry(
        enterprise_id=owner.pk, year=year, month=month, block=block, values=plain, **aside
    )


def soda(owner, amount=100, **more):
    return row(owner, "carbonates", carbonate="Na2CO3", amount=amount, unit="t", purity=1, **more)


def material(owner, item, side, amount, **more):
    given = {"process": "hydrogen", "unit": "t"} | more
    return row(owner, "materials", item=item, side=side, amount=amount, **given)


def record(*rows, now=make.NOW):
    return services.record_entries(entries=rows, user_id=None, now=now)


def the_year(year=2025):
    (found,) = queries.year_of(year)
    return found


def test_a_row_counts_as_the_account_counts_it(plant):
    record(soda(plant))

    found = the_year()

    assert (
        dict(found.sources)["carbonate"] == Decimal(100) * queries.book().carbonates["Na2CO3"].value
    )
    assert found.figure.unit == "tCO2e"
    assert found.figure.value == found.scope_1.value


def test_an_enterprise_without_energy_has_a_year_too(plant):
    record(
        row(
            plant,
            "refrigerants",
            gas="R-410A",
            unit="t",
            opening="0.2",
            bought="0.1",
            closing="0.25",
        )
    )

    found = the_year()

    assert (found.figure.value, found.method, found.gwp_set) == (0, "GBT32151_2023PLUS_C1", "AR5")
    assert found.beyond.value == Decimal("0.05") * Decimal("1923.5")


def test_a_row_is_given_once(plant):
    record(soda(plant))

    with pytest.raises(Refused) as refused:
        record(soda(plant, 5))

    assert refused.value.code == "carbon.entry.twice"


def test_months_and_the_whole_year_are_not_given_both(plant):
    record(soda(plant, month=3))

    with pytest.raises(Refused) as refused:
        record(soda(plant))

    assert refused.value.code == "carbon.entry.overlap"


def test_a_correction_keeps_what_it_corrected_and_says_by_what(plant):
    (old,) = record(soda(plant))

    new = services.correct_entry(
        entry_id=old, fresh=soda(plant, 50, replaces=old), user_id=None, now=make.NOW
    )

    assert Entry.objects.get(pk=old).superseded_by_id == new
    assert [one.values["amount"] for one in queries.entries_of(2025)] == ["50"]
    assert [one.id for one in queries.history(new)] == [old]
    assert AuditEntry.objects.filter(domain="carbon", verb="correct").count() == 1


def test_what_a_withdrawn_correction_had_corrected_counts_again(plant):
    (old,) = record(soda(plant))
    new = services.correct_entry(
        entry_id=old, fresh=soda(plant, 50, replaces=old), user_id=None, now=make.NOW
    )

    again = services.withdraw_entry(entry_id=new, user_id=None, now=make.NOW)

    assert again
    assert [one.id for one in queries.entries_of(2025)] == [old]


def test_a_closed_year_takes_no_row(plant):
    energy.close_year(year=2025, user_id=None, now=make.NOW)

    with pytest.raises(Refused) as refused:
        record(soda(plant))

    assert refused.value.code == "energy.year.closed"


def test_carbon_is_refused_as_fuel_and_raw_material_at_once(plant):
    make.record(make.use(plant, "natural_gas", 100, "1e4Nm3"))

    with pytest.raises(Refused) as refused:
        record(material(plant, "natural_gas", "in", 30, unit="1e4Nm3"))

    assert refused.value.code == "carbon.twice.split"
    assert not Entry.objects.exists()


def test_raw_material_that_energy_knows_as_feedstock_is_no_double(plant):
    make.record(
        make.use(plant, "natural_gas", 100, "1e4Nm3"),
        make.use(plant, "natural_gas", 30, "1e4Nm3", direction="FEEDSTOCK"),
    )

    record(material(plant, "natural_gas", "in", 30, unit="1e4Nm3"))

    sources = dict(the_year().sources)
    assert sources["feedstock"] > 0
    assert the_year().faults == ()


def test_a_product_may_be_entered_before_its_raw_material_and_the_year_is_partial_until_then(plant):
    record(material(plant, "methanol", "product", 10), soda(plant))

    found = the_year()

    assert found.figure.grade == "partial"
    assert [fault.code for fault in found.faults] == ["carbon.balance.open"]
    assert found.faults[0].url
    assert found.figure.value == dict(found.sources)["carbonate"] > 0


def test_a_fuel_that_energy_counts_is_not_entered_again():
    fields = {item.key: item for item in queries.stored_blocks("NDRC2013_CHEM")["fuels"].fields}

    known = {choice.code for choice in fields["fuel"].choices}

    assert "natural_gas" not in known
    assert "other" in known


def test_measured_properties_go_before_defaults(plant):
    make.record(make.use(plant, "natural_gas", 1, "1e4Nm3"))

    record(row(plant, "fuel_properties", carrier="natural_gas", heating_value=400))

    measured = dict(the_year().sources)["fuel"]
    assert measured == Decimal(400) * Decimal("0.0153") * Decimal("0.99") * 44 / 12


def test_properties_of_a_month_hold_for_that_month_only(plant):
    make.record(*(make.use(plant, "natural_gas", 1, "1e4Nm3", month=month) for month in (1, 2)))

    record(row(plant, "fuel_properties", carrier="natural_gas", heating_value=400, month=2))

    (source,) = the_year().figure.parts
    assert {line.period: line.ingredients[1].value for line in source.parts} == {
        "01": Decimal("389.31"),
        "02": Decimal(400),
    }


def test_a_fuel_without_a_factor_counts_once_its_properties_are_measured(plant):
    make.record(make.use(plant, "raw_coal", 10, "t"))
    assert the_year().figure.grade == "partial"

    record(
        row(
            plant,
            "fuel_properties",
            carrier="raw_coal",
            heating_value=21,
            carbon_content="0.026",
            oxidation=1,
        )
    )

    assert the_year().faults == ()
    assert the_year().figure.value == Decimal(10) * 21 * Decimal("0.026") * 44 / 12


def test_green_power_counts_by_location_as_any_other_and_by_contract_at_its_factor(plant):
    make.record(make.use(plant, "electricity", 1000, "MWh"))

    record(
        row(
            plant,
            "power_contracts",
            supply="green",
            amount=400,
            unit="MWh",
            certificate="GEC 1",
            factor=0,
        )
    )

    found = the_year()
    assert found.scope_2_location.value == Decimal("497.4")
    residual = found.scope_2_market.parts[0].parts[1].ingredients[1].value
    assert found.scope_2_market.value == 600 * residual


def test_contracts_beyond_what_was_bought_are_refused(plant):
    make.record(make.use(plant, "electricity", 100, "MWh"))

    with pytest.raises(Refused) as refused:
        record(row(plant, "power_contracts", supply="green", amount=400, unit="MWh"))

    assert refused.value.code == "carbon.power.more"


def test_a_state_of_steam_takes_its_share_and_leaves_the_rest_at_the_default(plant):
    make.record(make.use(plant, "steam", 100, "t"))

    record(
        row(
            plant,
            "steam_states",
            direction="BOUGHT",
            amount=40,
            unit="t",
            pressure=4,
            temperature=400,
        )
    )

    (source,) = the_year().figure.parts
    enthalpies = [line.ingredients[1].value for line in source.parts]
    assert enthalpies == [Decimal("3214.4"), Decimal(2773)]


def test_the_stored_year_is_the_account_of_its_document_to_the_last_digit(plant):
    make.record(
        make.use(plant, "natural_gas", "123.457", "1e4Nm3"),
        make.use(plant, "electricity", 77, "MWh"),
    )
    record(soda(plant, "33.3"), material(plant, "toluene", "in", "7.7", plant="hall 2"))

    data = queries.inputs_of(2025, plant.pk)
    document = document_from(data)

    found = account(document, queries.book())
    assert found.total.value == the_year().figure.value
    assert document == queries.document_of(2025, plant.pk)
    assert document.carbonates[0] == replace(
        Carbonate(carbonate="Na2CO3", amount=Decimal("33.3"), purity=Decimal(1)),
        place=document.carbonates[0].place,
    )
    assert isinstance(document.materials[0], Material)
    again = recomputed(data, lambda name: held.text("carbon", name))
    assert again["carbon"].value == the_year().figure.value


# Files


def sheet_of(content):
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]


def template(block, year=2025, *, chinese=False):
    from copark.base.sheets import templates

    rows = imports.template_rows(block, year, chinese=chinese)
    return templates.workbook(imports.template_columns(block, year), chinese=chinese, rows=rows)


def bring(block, content, take="all", bounds=imports.ANY):
    return services.import_entries(
        block=block, name="rows.xlsx", content=content, take=take, bounds=bounds,
        user_id=None, now=make.NOW,
    )  # fmt: skip


@pytest.mark.parametrize("chinese", [False, True])
def test_a_template_that_was_filled_in_and_is_brought_back_changes_nothing(plant, chinese):
    record(
        soda(plant, "33.3", evidence="bill 7", uncertainty=Decimal("2.5")),
        row(plant, "carbonates", carbonate="CaCO3", amount=5, unit="t", purity="0.95", month=4),
    )

    preview, taken = bring("carbonates", template("carbonates", chinese=chinese))

    assert (preview.good, preview.faults, taken.taken) == ((), (), 0)


def test_a_changed_cell_of_a_filled_template_is_a_correction(plant):
    (old,) = record(soda(plant, 33))
    book = openpyxl.load_workbook(io.BytesIO(template("carbonates")))
    sheet = book.worksheets[0]
    at = next(cell.column for cell in sheet[1] if cell.value.startswith("Amount"))
    sheet.cell(3, at, 34)
    buffer = io.BytesIO()
    book.save(buffer)

    _, taken = bring("carbonates", buffer.getvalue())

    assert taken.taken == 1
    assert Entry.objects.get(pk=old).superseded_by_id
    assert [one.values["amount"] for one in queries.entries_of(2025)] == ["34"]


def csv(*lines):
    return "\n".join(lines).encode()


HEAD = "Enterprise,Period,Carbonate,Amount,Unit,Purity,Evidence,Uncertainty [%]"


def test_rows_of_a_file_are_turned_into_the_units_of_the_account(plant):
    bring("carbonates", csv(HEAD, "A1,2025-03,Na2CO3,2500,kg,98 %,bill,3"))

    (one,) = queries.entries_of(2025)
    assert one.values == {"carbonate": "Na2CO3", "amount": "2.5", "unit": "t", "purity": "0.98"}
    assert (one.month, one.evidence, one.uncertainty) == (3, "bill", Decimal(3))


def test_every_fault_of_a_file_is_named_at_its_cell_and_nothing_is_written(plant):
    lines = ("A1,2025,Na2CO3,-1,t,1", "A1,2025,chalk,1,t,1", "A1,2025,CaCO3,1,t,101 %",
             "Z9,2025,CaCO3,1,t,1", "A1,2027,CaCO3,1,t,1", "A1,soon,CaCO3,1,t,1",
             "A1,2025,CaCO3,1,MWh,1")  # fmt: skip

    preview, taken = bring("carbonates", csv(HEAD, *lines))

    assert taken is None
    assert not Entry.objects.exists()
    assert [(fault.cell, fault.code) for fault in preview.faults] == [
        ("D2", "import.number.negative"),
        ("C3", "import.choice.unknown"),
        ("F4", "account.share.over"),
        ("A5", "import.enterprise.unknown"),
        ("B6", "import.year.future"),
        ("B7", "import.period.bad"),
        ("E8", "import.unit.unfit"),
    ]


def test_what_the_account_refuses_of_a_file_is_named_at_its_cell(plant):
    head = "Enterprise,Period,Refrigerant,Unit,Stock at the start,Bought,Stock at the end"

    preview, taken = bring("refrigerants", csv(head, "A1,2025,R-410A,kg,1,0,9"))

    assert taken is None
    (fault,) = preview.faults
    assert (fault.cell, fault.column, fault.code) == (
        "G2", "Stock at the end", "carbon.refrigerant.more",
    )  # fmt: skip


def test_only_the_good_rows_are_taken_when_asked(plant):
    _, taken = bring(
        "carbonates", csv(HEAD, "A1,2025,Na2CO3,1,t,1", "A1,2025,CaCO3,x,t,1"), take="good"
    )

    assert (taken.taken, taken.refused) == (1, 1)


def test_the_same_row_twice_in_a_file_is_refused(plant):
    preview, _ = bring("carbonates", csv(HEAD, "A1,2025,Na2CO3,1,t,1", "A1,2025,Na2CO3,2,t,1"))

    assert [fault.code for fault in preview.faults] == ["import.row.twice"]


def test_an_import_can_be_undone_and_what_it_corrected_counts_again(plant):
    (old,) = record(soda(plant, 33))
    _, taken = bring("carbonates", csv(HEAD, "A1,2025,Na2CO3,1,t,1", "A1,2025,CaCO3,2,t,1"))

    count = services.undo_import(upload_id=taken.upload_id, user_id=None, now=make.NOW)

    assert count == 2
    assert [one.id for one in queries.entries_of(2025)] == [old]


def test_a_row_that_was_corrected_by_hand_outlives_the_import_it_came_with(plant):
    _, taken = bring("carbonates", csv(HEAD, "A1,2025,Na2CO3,1,t,1"))
    (one,) = queries.entries_of(2025)
    fresh = replace(soda(plant, 7, replaces=one.id), upload_id=taken.upload_id)
    services.correct_entry(entry_id=one.id, fresh=fresh, user_id=None, now=make.NOW)

    assert services.undo_import(upload_id=taken.upload_id, user_id=None, now=make.NOW) == 0
    assert [one.values["amount"] for one in queries.entries_of(2025)] == ["7"]


def test_an_enterprise_brings_rows_of_its_own_only(plant):
    other = make.enterprise("B2", plant.park)

    preview, _ = bring(
        "carbonates", csv(HEAD, "B2,2025,CaCO3,1,t,1"), bounds=imports.Bounds(plant.pk)
    )

    assert [fault.code for fault in preview.faults] == ["import.enterprise.other"]
    assert other.code == "B2"
