"""The pure parts of a report: how numbers are written, charts drawn and figures numbered."""

from dataclasses import fields, replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from copark.kernel.figure import Figure, Ingredient, total
from copark.reporting.calc.report import (
    Chart,
    Head,
    Number,
    Report,
    Section,
    Series,
    Table,
    Words,
)
from copark.reporting.calc.report_chart import scale_of, svg
from copark.reporting.calc.report_docx_table import Content, Grid, xml
from copark.reporting.calc.report_making import numbered
from copark.reporting.calc.report_text import exact, shown
from copark.reporting.calc.report_xlsx import harmless

AMOUNTS = st.decimals(min_value="-1e12", max_value="1e12", places=9)
PLAIN = {row.name: row.name for row in fields(Words) if row.name != "grades"}
WORDS = Words(
    **{**PLAIN, "table": "Table {number}", "see": "see {note}", "covers": "covers {share} %"},
    grades=(("partial", "in part"),),
)
STEAM = Figure("Steam", Decimal(3), "t", "weighed", "2025")
GAS = Figure("Gas", Decimal(4), "t", "metered", "2025", (Ingredient("Meter", Decimal(4), "t"),))


def report(*tables, **facts):
    section = Section("Heat", tuple(tables))
    return Report("x", "X", "2025", "en", (("About", "X"),), (section,), WORDS, **facts)


def table(*figures, **facts):
    rows = tuple((figure.name, Number(figure.value, figure)) for figure in figures)
    return Table("Heat", (Head("Name"), Head("Amount", "t")), rows, **facts)


@given(AMOUNTS)
def test_a_number_is_shown_to_half_of_its_last_digit(value):
    text = shown(value)

    read = Decimal(text.replace(",", "").replace("−", "-"))
    places = len(text.partition(".")[2])
    assert abs(read - value) <= Decimal(5).scaleb(-places - 1)


@given(AMOUNTS)
def test_an_exact_number_keeps_every_digit(value):
    assert Decimal(exact(value)) == value


@given(st.lists(st.decimals(min_value="1e-6", max_value="1e9", places=6), min_size=1))
def test_no_point_of_a_chart_lies_above_its_scale(points):
    scale = scale_of([Series("a", tuple(points))])

    assert scale.top >= max(points)
    assert scale.ticks[-1] == scale.top
    assert len(scale.ticks) <= 7


@pytest.mark.parametrize("kind", ["bars", "columns", "lines"])
def test_a_chart_is_well_formed_whatever_its_names_are(kind):
    chart = Chart(
        "<b>", kind, "t", ('A & "B" <c>', "二" * 40), (Series("<s>", (None, Decimal(2))),)
    )

    drawn = etree.fromstring(svg(chart))

    assert any("A & " in (node.text or "") for node in drawn.iter())


def test_a_missing_point_is_a_gap_and_no_zero():
    chart = Chart("x", "lines", "t", ("1", "2"), (Series("s", (None, Decimal(2))),))

    dots = [
        node for node in etree.fromstring(svg(chart)).iter() if str(node.tag).endswith("circle")
    ]

    assert len(dots) == 1


def test_figures_are_numbered_in_the_order_of_reading_and_once_each():
    found = numbered(report(table(GAS, STEAM), table(STEAM)))

    notes = [[row[1].note for row in one.rows] for one in found.sections[0].blocks]

    assert notes == [[1, 2], [2]]
    assert [row.name for row in found.making if row.note] == ["Gas 2025", "Steam 2025"]


def test_a_part_with_a_number_of_its_own_is_referred_to():
    both = total("Both", "t", "sum", (GAS, STEAM))

    found = numbered(report(table(GAS, both)))

    told = [(row.level, row.name, row.how) for row in found.making]
    assert told == [
        (0, "Gas 2025", "metered"),
        (1, "Meter", ""),
        (0, "Both", "sum"),
        (1, "Gas", "see 1"),
        (1, "Steam", "weighed"),
    ]


def test_tables_are_numbered_but_an_official_one_keeps_its_label():
    found = numbered(report(table(GAS), table(STEAM, label="附表1"), table(GAS)))

    assert [one.label for one in found.sections[0].blocks] == ["Table 1", "附表1", "Table 2"]


def test_the_making_says_what_a_figure_lacks():
    poor = replace(STEAM, grade="partial", coverage=Decimal("0.4234"))

    found = numbered(report(table(poor)))

    assert found.making[0].how == "weighedand_thenin partand_thencovers 42.3 %"


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc", "Cn"))))
def test_no_text_can_break_a_word_table(text):
    drawn = etree.fromstring(xml(Grid(((Content("Head"),), (Content(text),)), (1,))))

    said = "".join(node.text or "" for node in drawn.iter() if str(node.tag).endswith("}t"))
    assert said == f"Head{text}"


@given(st.text(min_size=1))
def test_no_text_of_ours_is_a_formula(text):
    assert harmless(text)[0] not in "=+-@\t\r"
