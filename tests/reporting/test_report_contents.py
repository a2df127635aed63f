"""What stands in the reports: figures to the digit, the order of the tables, both languages."""

import re
from decimal import Decimal

import pytest

from copark.carbon import queries as carbon
from copark.energy import queries as energy
from copark.kernel.errors import Refused
from copark.pollution import queries as pollution
from copark.registry.models import Park
from copark.reporting.calc.report import Chart, Number, Paragraph
from copark.reporting.queries import reports
from tests.factories import inventories as make
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
SENTENCE = re.compile(r"[A-Za-z]{2,}(?:[ ,]+[A-Za-z]{2,}){2,}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
GUIDE = [
    "化石燃料燃烧排放",
    "工业生产过程：原材料消耗产生的排放",
    "工业生产过程：碳酸盐使用产生的排放",
    "工业生产过程：硝酸生产",
    "工业生产过程：己二酸生产",
    "CO2回收利用量",
    "企业净购入电力隐含的排放",
    "企业净购入热力隐含的排放",
    "企业温室气体排放总量（不包括净购入电力和热力隐含的排放）",
    "企业温室气体排放总量（包括净购入电力和热力隐含的排放）",
]


@pytest.fixture
def plants():
    return made.park()


def report(kind, owner=None, language="en", year=made.YEAR):
    return reports.report_of(
        kind=kind,
        year=year,
        enterprise_id=owner.pk if owner else None,
        language=language,
        now=made.NOW,
    )


def of_each_kind(plants, language):
    return [
        report(kind, None if kind in {"park", "pollutants"} else plants[0], language)
        for kind in made.KINDS
    ]


def cell(table, name, column):
    row = next(row for row in table.rows if row[0] == name)
    return row[column]


def titled(found, start):
    return next(table for table in made.tables(found) if table.title.startswith(start))


def test_the_park_s_figures_equal_the_sums_of_the_inventories_to_the_digit(plants):
    used = sum((row.figure.value for row in energy.year_of(made.YEAR)), Decimal(0))
    emitted = sum((row.figure.value for row in carbon.year_of(made.YEAR)), Decimal(0))
    nox = sum(
        (row.figure.value for row in pollution.year_of(made.YEAR) if row.pollutant == "nox"),
        Decimal(0),
    )

    year = titled(report("park"), "The year 2025")

    assert cell(year, "Comprehensive energy use", 2).value == used
    assert cell(year, "Greenhouse gases", 2).value == emitted
    assert next(row[2].value for row in year.rows if row[0].startswith("Nitrogen")) == nox


def test_an_enterprise_s_figures_equal_its_inventories_to_the_digit(plants):
    [used] = energy.year_of(made.YEAR, plants[0].pk)
    [emitted] = carbon.year_of(made.YEAR, plants[0].pk)

    found = report("enterprise", plants[0])

    year = titled(found, "The year 2025")
    assert cell(year, "Comprehensive energy use", 2).value == used.figure.value
    assert cell(year, "Greenhouse gases", 2).value == emitted.figure.value
    carriers = titled(found, "Energy by carrier")
    assert [row[6].value for row in carriers.rows[:-1]] == [
        part.value for part in used.figure.parts
    ]
    sources = titled(found, "Greenhouse gases by source")
    assert [row[1].value for row in sources.rows[:-1]] == [
        part.value for part in emitted.figure.parts
    ]


def test_the_annex_says_every_digit_of_every_numbered_figure(plants):
    found = report("park")

    told = {row.note: row.value for row in found.making if row.note}

    shown = {number.note: number.value for number in made.numbers(found) if number.note}
    assert shown
    assert told == shown


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_number_of_every_report_opens_its_making_or_says_where_it_comes_from(
    plants, language
):
    silent = [
        (found.kind, table.title, head.title)
        for found in of_each_kind(plants, language)
        for table in made.tables(found)
        for at, head in enumerate(table.heads)
        for row in table.rows
        if isinstance(row[at], Number)
        and row[at].value is not None
        and not row[at].note
        and not any(other.how for other in table.heads)
        and not table.notes
    ]

    assert silent == []


def test_a_figure_opens_down_to_the_amount_and_the_factor_with_its_source(plants):
    found = report("enterprise", plants[0])

    inputs = [row for row in found.making if row.level == 2]

    assert any(row.value == Decimal("123.456789") and "Nm3" in row.unit for row in inputs)
    assert any(row.confidence and row.how for row in inputs)


def test_the_greenhouse_gas_report_keeps_the_order_of_the_guide(plants):
    summary = next(
        table for table in made.tables(report("ghg", plants[0], "zh")) if table.label == "附表1"
    )

    names = [row[0] for row in summary.rows if row[0] in GUIDE]

    assert names == GUIDE


def test_the_totals_of_the_guide_are_the_account_s_with_and_without_what_was_bought(plants):
    [account] = carbon.year_of(made.YEAR, plants[0].pk)
    summary = next(
        table
        for table in made.tables(report("ghg", plants[0]))
        if table.label == "Attached table 1"
    )

    total = cell(summary, "Total with electricity and heat bought", 2).value
    bought = [
        cell(summary, name, 2).value for name in ("Electricity bought, net", "Heat bought, net")
    ]

    assert total == account.figure.value
    assert cell(summary, "Total without electricity and heat bought", 2).value == total - sum(
        bought
    )
    assert min(bought) > 0


def test_what_the_account_left_out_is_said(plants):
    make.record(make.use(plants[1], "steam", 5, "t", direction="SOLD"))

    found = report("ghg", plants[1])

    said = [block.text for block in made.blocks(found) if isinstance(block, Paragraph)]
    assert any(text.startswith("Left out of the account") for text in said)


def test_activity_data_stand_in_the_second_table_and_factors_in_the_third(plants):
    labels = [table.label for table in made.tables(report("ghg", plants[0]))]

    second = [label for label in labels if label.startswith("Attached table 2")]
    third = [label for label in labels if label.startswith("Attached table 3")]

    assert len(second) == len(third) == 3
    assert labels.index(second[-1]) < labels.index(third[0])


def texts(found):
    yield found.title
    yield from found.remarks
    for pair in found.facts:
        yield from pair
    for section in made.sections(found):
        yield section.title
    for block in made.blocks(found):
        yield from of_block(block)
    for row in found.making:
        yield from (row.name, row.how, row.confidence)


def of_block(block):
    if isinstance(block, Paragraph):
        yield block.text
    elif isinstance(block, Chart):
        yield from (block.title, *block.categories)
    else:
        yield from (block.title, *block.notes)
        for head in block.heads:
            yield from (head.title, head.how)
        for row in block.rows:
            yield from (one for one in row if isinstance(one, str))


def test_the_chinese_reports_hold_no_english_sentence(plants):
    english = {
        text
        for found in of_each_kind(plants, "zh")
        for text in texts(found)
        if SENTENCE.search(text)
    }

    assert english == set()


def test_the_english_reports_have_english_titles_heads_and_text(plants):
    chinese = {
        text
        for found in of_each_kind(plants, "en")
        for block in made.blocks(found)
        for text in (
            (block.text,)
            if isinstance(block, Paragraph)
            else (block.title, *(head.title for head in getattr(block, "heads", ())))
        )
        if CHINESE.search(text)
    }

    assert chinese == set()


def test_both_languages_tell_the_same_numbers(plants):
    for english, chinese in zip(
        of_each_kind(plants, "en"), of_each_kind(plants, "zh"), strict=True
    ):
        assert [one.value for one in made.numbers(english)] == [
            one.value for one in made.numbers(chinese)
        ]


def test_an_enterprise_s_report_knows_nothing_of_the_others(plants):
    found = report("enterprise", plants[0])

    names = "\n".join(texts(found))

    assert "Heron" in names
    assert "Tern" not in names
    assert "Coot" not in names


def test_an_enterprise_without_data_is_not_counted_as_zero(plants):
    found = report("park")

    by_enterprise = titled(found, "Energy by enterprise")

    assert [row[0] for row in by_enterprise.rows] == ["Heron", "Tern", "Park"]


def test_a_year_without_figures_is_refused(plants):
    with pytest.raises(Refused) as refused:
        report("park", year=2019)

    assert refused.value.code == "reporting.year.empty"
    assert refused.value.facts == {"year": 2019}


def test_an_enterprise_without_an_account_has_no_greenhouse_gas_report(plants):
    with pytest.raises(Refused) as refused:
        report("ghg", plants[2])

    assert refused.value.code == "reporting.year.empty"


def test_without_a_park_there_is_no_report():
    with pytest.raises(Refused) as refused:
        report("park")

    assert refused.value.code == "reporting.park.missing"


def test_a_park_without_enterprises_is_refused_and_not_an_empty_file():
    make.park()

    with pytest.raises(Refused) as refused:
        report("park")

    assert refused.value.code == "reporting.year.empty"
    assert Park.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "has_owner", "code"),
    [
        ("weather", False, "reporting.kind.unknown"),
        ("enterprise", False, "reporting.enterprise.missing"),
        ("park", True, "reporting.enterprise.surplus"),
    ],
)
def test_a_report_that_cannot_be_is_refused_by_name(plants, kind, has_owner, code):
    with pytest.raises(Refused) as refused:
        report(kind, plants[0] if has_owner else None)

    assert refused.value.code == code
