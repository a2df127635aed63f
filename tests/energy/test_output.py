"""Output and value: recorded once, corrected beside the earlier row, closed with the year."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from copark.base.models import AuditEntry, Role
from copark.energy import queries, services
from copark.energy.contracts import NewOutput, NewTurnover
from copark.energy.models import Output, Turnover
from copark.energy.services.imports import Bounds
from copark.factors import queries as factor_queries
from copark.factors import services as factors
from copark.factors.contracts import File, NewVersion
from copark.kernel.errors import Refused
from tests.factories import inventories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant():
    where = make.park()
    make.enterprise("B2", where)
    return make.enterprise("A1", where)


def outputs(*rows):
    return services.record_outputs(outputs=rows, user_id=None, now=make.NOW)


def made(plant, amount=100, unit="t", *, month=None, year=2025, product="P1"):
    return NewOutput(plant.pk, year, month, product, Decimal(str(amount)), unit)


def worth(plant, value=5000, added=1000, *, year=2025, price_year=0):
    added = None if added is None else Decimal(str(added))
    return NewTurnover(plant.pk, year, Decimal(str(value)), added, price_year)


def values(*rows):
    return services.record_turnover(values=rows, user_id=None, now=make.NOW)


def test_output_is_kept_in_one_unit_whatever_it_was_given_in(plant):
    outputs(made(plant, 1500, "kg"))

    (row,) = queries.output_of(2025)
    assert (row.amount, row.unit, row.month, row.product) == (Decimal("1.5"), "t", None, "P1")


def test_a_correction_of_output_keeps_the_earlier_amount(plant):
    (number,) = outputs(made(plant))

    fresh = services.correct_output(
        row_id=number, amount=Decimal(90), unit="t", evidence="recount", user_id=None, now=make.NOW
    )

    assert [(row.id, row.amount) for row in queries.output_of(2025)] == [(fresh, 90)]
    assert Output.objects.get(pk=number).superseded_by_id == fresh
    assert AuditEntry.objects.filter(verb="correct", kind="output").count() == 1


def test_withdrawing_a_correction_lets_the_earlier_values_count_again(plant):
    (number,) = values(worth(plant))
    fresh = services.correct_turnover(
        row_id=number,
        output_value=Decimal(6000),
        added_value=Decimal(-20),
        evidence="audit",
        user_id=None,
        now=make.NOW,
    )
    assert [row.added_value for row in queries.turnover_of(2025)] == [-20]

    assert services.withdraw_turnover(row_id=fresh, user_id=None, now=make.NOW)

    assert [(row.id, row.output_value) for row in queries.turnover_of(2025)] == [(number, 5000)]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, "energy.use.twice"),
        ({"month": 3}, "energy.output.overlap"),
        ({"amount": -1, "product": "P2"}, "energy.amount.negative"),
        ({"unit": "barrel", "product": "P2"}, "energy.output.unit"),
        ({"year": 2027}, "energy.year.future"),
    ],
)
def test_output_that_cannot_be_right_is_refused_and_nothing_is_written(plant, change, code):
    outputs(made(plant))

    with pytest.raises(Refused) as refused:
        outputs(made(plant, product="P9"), made(plant, **change))

    assert refused.value.code == code
    assert Output.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({}, "energy.use.twice"),
        ({"year": 2024, "value": 100, "added": 200}, "energy.added.over"),
        ({"year": 2024, "value": -1, "added": None}, "energy.amount.negative"),
        ({"year": 2027}, "energy.year.future"),
    ],
)
def test_values_that_cannot_be_right_are_refused(plant, row, code):
    values(worth(plant))

    with pytest.raises(Refused) as refused:
        values(worth(plant, **row))

    assert refused.value.code == code
    assert Turnover.objects.count() == 1


def test_a_year_has_one_value_at_each_price_basis(plant):
    values(worth(plant), worth(plant, 4800, 950, price_year=2020))

    assert [(row.price_year, row.output_value) for row in queries.turnover_of(2025)] == [
        (0, 5000),
        (2020, 4800),
    ]
    assert queries.price_years() == [0, 2020]


def test_the_database_itself_refuses_a_second_output(plant):
    (number,) = outputs(made(plant))
    row = Output.objects.get(pk=number)
    row.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_in_a_closed_year_output_and_value_stand_still(plant):
    (number,) = outputs(made(plant))
    services.close_year(year=2025, user_id=None, now=make.NOW)

    for act in (
        lambda: outputs(made(plant, product="P2")),
        lambda: values(worth(plant)),
        lambda: services.withdraw_output(row_id=number, user_id=None, now=make.NOW),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "energy.year.closed"


def test_the_stamp_changes_with_every_write(plant):
    seen = [queries.output_stamp()]
    (number,) = outputs(made(plant))
    seen.append(queries.output_stamp())
    values(worth(plant))
    seen.append(queries.output_stamp())
    services.withdraw_output(row_id=number, user_id=None, now=make.NOW)
    seen.append(queries.output_stamp())

    assert len(set(seen)) == 4


# Files

OUTPUT_HEAD = ["企业", "期间", "产品编码", "产品名称", "数量", "单位"]
VALUE_HEAD = [
    "Enterprise",
    "Year",
    "Output value (10,000 CNY)",
    "Added value",
    "Price year",
    "Evidence",
]


def sheet(head, *rows):
    text = io.StringIO()
    csv.writer(text).writerows([head, *rows])
    return text.getvalue().encode()


def test_a_chinese_file_of_output_is_taken_and_undone(plant):
    content = sheet(OUTPUT_HEAD, ["A1", "2025-03", "P1", "青霉素", "12.5", "t"])

    _preview, taken = services.OUTPUT.bring(
        name="产量.csv", content=content, user_id=None, now=make.NOW
    )

    (row,) = queries.output_of(2025)
    assert (row.month, row.name_zh, row.evidence) == (3, "青霉素", "产量.csv, 2")
    assert services.OUTPUT.undo(upload_id=taken.upload_id, user_id=None, now=make.NOW) == 1
    assert queries.output_of(2025) == []


@pytest.mark.parametrize(
    ("row", "cell", "code"),
    [
        (["Z9", "2025", "P1", "", "1", "t"], "A2", "import.enterprise.unknown"),
        (["A1", "2027", "P1", "", "1", "t"], "B2", "import.year.future"),
        (["A1", "2025", "", "", "1", "t"], "C2", "import.cell.empty"),
        (["A1", "2025", "P1", "", "-1", "t"], "E2", "import.number.negative"),
        (["A1", "2025", "P1", "", "much", "t"], "E2", "import.number.bad"),
        (["A1", "2025", "P1", "", "1", "barrel"], "F2", "import.unit.unknown"),
    ],
)
def test_a_bad_row_of_output_is_named_by_its_cell(plant, row, cell, code):
    preview, taken = services.OUTPUT.bring(
        name="a.csv", content=sheet(OUTPUT_HEAD, row), user_id=None, now=make.NOW
    )

    assert taken is None
    assert [(fault.cell, fault.code) for fault in preview.faults] == [(cell, code)]


def test_what_a_file_gives_twice_is_refused_at_the_second_row(plant):
    rows = (
        ["A1", "2025-01", "P1", "", "1", "t"],
        ["A1", "2025-01", "P1", "", "2", "t"],
        ["A1", "2025", "P1", "", "3", "t"],
        ["A1", "2025", "P2", "", "3", "t"],
    )
    outputs(made(plant, product="P2"))

    preview = services.OUTPUT.preview(
        name="a.csv", content=sheet(OUTPUT_HEAD, *rows), user_id=None, now=make.NOW
    )

    assert [(fault.row, fault.code) for fault in preview.faults] == [
        (3, "import.row.twice"),
        (4, "import.output.overlap"),
        (5, "import.row.recorded"),
    ]


def test_a_file_of_values_is_read_with_its_price_basis(plant):
    rows = (
        ["A1", "2025", "5000", "1200", "", "account"],
        ["A1", "2025", "4700", "", "2020", ""],
        ["B2", "2025", "100", "200", "", ""],
        ["A1", "2025", "1", "1", "", ""],
    )

    preview = services.TURNOVER.preview(
        name="v.csv", content=sheet(VALUE_HEAD, *rows), user_id=None, now=make.NOW
    )

    assert [(new.price_year, new.added_value) for _row, new in preview.good] == [
        (0, 1200),
        (2020, None),
    ]
    assert [(fault.cell, fault.code) for fault in preview.faults] == [
        ("D4", "import.added.over"),
        ("B5", "import.row.twice"),
    ]


def test_enterprise_staff_bring_their_own_rows_only(plant):
    content = sheet(OUTPUT_HEAD, ["B2", "2025", "P1", "", "1", "t"])

    preview = services.OUTPUT.preview(
        name="a.csv",
        content=content,
        bounds=Bounds(enterprise_id=plant.pk),
        user_id=None,
        now=make.NOW,
    )

    assert [fault.code for fault in preview.faults] == ["import.enterprise.other"]


# Pages

PAGES = [
    f"/energy/{kind}/{rest}"
    for kind in ("output", "turnover")
    for rest in ("?year=2025", "new/", "import/", "template.xlsx", "template.csv")
]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("page", PAGES)
def test_the_pages_of_output_answer_in_both_languages(client, plant, page, language):
    outputs(made(plant))
    values(worth(plant))
    client.force_login(make.person("p"))

    assert client.get(page, headers={"accept-language": language}).status_code == 200


def test_output_and_value_are_entered_corrected_and_withdrawn_on_pages(client, plant):
    client.force_login(make.person("s", Role.ENTERPRISE, plant.pk))
    given = {"enterprise": plant.pk, "year": 2025, "product": "P1", "amount": "5", "unit": "kg"}
    money = {"enterprise": plant.pk, "year": 2025, "output_value": "10", "added_value": "4"}

    assert client.post("/energy/output/new/", given).url == "/energy/output/?year=2025"
    assert client.post("/energy/turnover/new/", money).url == "/energy/turnover/?year=2025"
    (row,) = queries.output_of(2025)
    better = {"amount": "6", "unit": "kg", "evidence": "recount"}
    assert client.post(f"/energy/output/{row.id}/", better).status_code == 302
    (row,) = queries.output_of(2025)
    assert row.amount == Decimal("0.006")
    assert client.post(f"/energy/output/{row.id}/withdraw/").status_code == 302
    assert [one.amount for one in queries.output_of(2025)] == [Decimal("0.005")]


def test_a_bad_field_is_marked_and_a_refusal_said(client, plant):
    client.force_login(make.person("p"))
    money = {"enterprise": plant.pk, "year": 2025, "output_value": "10", "added_value": "40"}
    values(worth(plant))

    bad = client.post("/energy/turnover/new/", money)
    twice = client.post("/energy/turnover/new/", money | {"added_value": "4"})

    assert (bad.status_code, twice.status_code) == (422, 422)
    assert "added_value" in bad.context["form"].errors
    assert "recorded already" in twice.content.decode()


def test_enterprise_staff_see_and_touch_their_own_output_only(client, plant):
    other = make.enterprise("C3", plant.park)
    (number,) = outputs(made(other, product="SECRET"))
    client.force_login(make.person("s", Role.ENTERPRISE, plant.pk))

    assert "SECRET" not in client.get("/energy/output/?year=2025").content.decode()
    assert client.get(f"/energy/output/{number}/").status_code == 403
    assert client.post(f"/energy/output/{number}/withdraw/").status_code == 403
    assert client.get("/api/v1/energy/output/2025").json() == []
    assert client.get(f"/api/v1/energy/output/2025?enterprise={other.pk}").status_code == 403


def test_a_regulator_reads_output_and_enters_none(client, plant):
    outputs(made(plant))
    values(worth(plant))
    client.force_login(make.person("r", Role.REGULATOR))

    assert client.get("/energy/turnover/?year=2025").status_code == 200
    assert client.get("/energy/output/new/").status_code == 403
    (row,) = client.get("/api/v1/energy/turnover/2025").json()
    assert (Decimal(row["output_value"]), row["price_year"]) == (5000, 0)


def test_the_demos_files_are_taken_whole():
    from demo import firms, output, park

    plan = park.plan_of("small", firms.SEED)
    where = make.park()
    for firm in plan.firms:
        make.enterprise(firm.code, where)
    now = datetime(2026, 11, 20, tzinfo=UTC)

    for file, intake in (
        (output.products(plan, year=2025, back=1), services.OUTPUT),
        (output.values(plan, year=2025, back=1), services.TURNOVER),
    ):
        preview, taken = intake.bring(name=file.name, content=file.content, user_id=None, now=now)
        assert preview.faults == ()
        assert taken is not None
    assert len(queries.turnover_of(2025)) == 2 * len(plan.firms)


# Both values


def coefficient_of_a_kilowatt_hour(kgce="0.3"):
    """Bring the official coefficient of a year in as a version of the table, as a park would."""
    user = make.person("chief")
    version = factors.add_row(
        table=factor_queries.table("energy"),
        row={
            "carrier": "electricity_calorific_loss_2025",
            "name_zh": "电力（等价值）2025",
            "kind": "energy",
            "unit": "kWh",
            "kgce_per_unit": kgce,
            "kgce_low": "",
            "kgce_high": "",
            "ncv_mj_per_unit": "",
            "source": "made up for this test",
            "confidence": "seen",
            "note": "",
        },
        facts=NewVersion(
            title="test",
            source="made up for this test",
            confidence="seen",
            reason="a test",
            valid_from=date(2025, 1, 1),
        ),
        evidence=File("notice.txt", b"made up"),
        user_id=user.pk,
        now=make.NOW,
    )
    factors.activate_version(version_id=version, user_id=user.pk, now=make.NOW)


def test_without_a_coefficient_of_the_year_there_is_no_calorific_loss_value(client, plant):
    make.record(make.use(plant, "electricity", 10, "MWh"))
    client.force_login(make.person("p"))

    (row,) = queries.year_of(2025)

    assert queries.calorific_loss_of(row) is None
    page = client.get(f"/energy/enterprises/{plant.pk}/?year=2025").content.decode()
    assert "no coefficient of electricity" in page


def test_both_values_stand_side_by_side_and_differ_by_electricity_only(client, plant):
    make.record(make.use(plant, "electricity", 10, "MWh"), make.use(plant, "diesel", 1, "t"))
    coefficient_of_a_kilowatt_hour()
    client.force_login(make.person("p"))

    (row,) = queries.year_of(2025)
    loss = queries.calorific_loss_of(row)

    assert row.figure.value == Decimal("1.229") + Decimal("1.4571")
    assert loss.value == Decimal(3) + Decimal("1.4571")
    power = next(part for part in loss.parts if part.value == 3)
    assert [one.unit for one in power.ingredients][-1] == "kgce/kWh"
    page = client.get(f"/energy/enterprises/{plant.pk}/?year=2025").content.decode()
    assert "no coefficient of electricity" not in page


def test_what_an_enterprise_makes_itself_is_in_neither_value(plant):
    make.record(make.use(plant, "steam", 100, "t", direction="MADE"))
    coefficient_of_a_kilowatt_hour()

    (row,) = queries.year_of(2025)

    assert row.figure.value == 0
    assert queries.calorific_loss_of(row).value == 0
