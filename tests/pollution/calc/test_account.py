"""A pollutant year from plain data: laws that hold whatever was entered."""

from decimal import Decimal
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copark.pollution.calc import balances, settled
from copark.pollution.calc.account import figures_from
from copark.pollution.calc.book import TABLES, book_of
from copark.pollution.calc.lines import Line
from copark.pollution.calc.taxes import NoTax

BOOK = book_of(
    {
        name: (resources.files(f"copark.{package}.calc") / name).read_text("utf-8")
        for package, name in TABLES
    }
)
MASS = st.decimals(0, 10_000, places=3)
SOME = st.decimals("0.001", 10_000, places=3)
ENDS = ("in_product", "to_water", "to_waste", "destroyed")


def year_of(*entries, monitored=(), declared=(), area="331082"):
    inputs = {"year": 2025, "area": area, "monitored": list(monitored), "declared": list(declared)}
    return figures_from(inputs | {"entries": list(entries)}, BOOK)


def row(block, *, month=None, evidence="report", **values):
    texts = {key: str(value) for key, value in values.items()}
    return {"block": block, "month": month, "values": texts, "evidence": evidence}


def agency(hours=8000, outlet="", concentration=50, month=None):
    return row("agency", month=month, pollutant="nox", outlet=outlet, hours=hours,
               concentration=concentration, flow=20000)  # fmt: skip


def outlet(code="5", kg="2500", valid=8760, pollutant="nox"):
    return {
        "medium": "AIR", "pollutant": pollutant, "outlet": code, "factor": "a21002", "kg": kg,
        "valid": valid, "replaced": 0, "stopped": 0, "missing": 0, "due": 8760,
    }  # fmt: skip


# Balances close


@given(st.tuples(*(MASS for _ in ENDS)), MASS, MASS, MASS)
def test_every_tonne_of_solvent_used_is_somewhere(ends, recovered, air, stock):
    left = dict(zip(ENDS, ends, strict=True))
    bought = sum(ends) + air
    entry = row("solvent", substance="toluene", bought=bought, recovered=recovered,
                opening=stock, closing=stock, **left)  # fmt: skip

    (account,) = year_of(entry).solvents

    assert account.refused == ""
    went = sum(account.value(end) for end in balances.SOLVENT_ENDS)
    assert account.value("used") == went + account.value("error")
    assert (account.value("to_air"), account.value("error")) == (air, 0)


@given(SOME, st.decimals("-0.04", "0.04", places=4))
def test_a_measured_air_leaves_an_error_that_is_stated(bought, share):
    air = bought * (1 + share)
    entry = row("solvent", substance="methanol", bought=bought, to_air=air)

    (account,) = year_of(entry).solvents

    assert account.value("error") == bought - air
    assert account.value("used") == account.value("to_air") + account.value("error")


@given(st.tuples(MASS, MASS, MASS, SOME))
def test_every_tonne_of_waste_is_somewhere(masses):
    recycled, treated, handed_over, stored = masses
    entry = row("waste", code="900-404-06", made=sum(masses), recycled=recycled, treated=treated,
                handed_over=handed_over, stored=stored)  # fmt: skip

    (account,) = year_of(entry).wastes

    assert (account.refused, account.value("error")) == ("", 0)


@given(st.lists(SOME, min_size=2, max_size=4))
def test_the_solvents_together_are_the_sum_of_each(amounts):
    names = list(BOOK.substances)[: len(amounts)]
    entries = [
        row("solvent", substance=name, bought=amount)
        for name, amount in zip(names, amounts, strict=True)
    ]

    year = year_of(*entries)

    assert year.all_solvents.value("voc") == sum(amounts)
    assert year.rows[0].figure.value == sum(amounts)


def test_a_balance_that_does_not_close_shows_what_was_entered_and_releases_nothing():
    year = year_of(row("solvent", substance="toluene", bought=1, to_water=9))

    assert year.solvents[0].refused.startswith("toluene: 1 t were used")
    assert "used" not in year.solvents[0].figures
    assert (year.rows, year.all_solvents) == ((), None)


# Additive and monotone


@given(st.integers(1, 700), st.integers(1, 700))
def test_two_spans_of_one_outlet_are_what_they_are_together(first, second):
    apart = year_of(agency(first, month=1), agency(second, month=2))
    together = year_of(agency(first + second))

    assert apart.rows[0].figure.value == together.rows[0].figure.value


@given(st.integers(0, 8000), st.integers(0, 760))
def test_longer_hours_release_no_less(hours, more):
    less, longer = year_of(agency(hours)), year_of(agency(hours + more))

    assert longer.rows[0].figure.value >= less.rows[0].figure.value


@given(st.lists(st.sampled_from("ABCDE"), min_size=1, max_size=5, unique=True))
def test_outlets_are_added_up(codes):
    year = year_of(*(agency(outlet=code) for code in codes))

    assert year.rows[0].figure.value == 8 * len(codes)
    assert year.rows[0].method == "AGENCY"


# Order of the law

WAYS = st.sampled_from(["MONITORED", "AGENCY", "BALANCE", "COEFFICIENT", "DECLARED"])


@given(st.dictionaries(WAYS, st.booleans(), min_size=1))
def test_nothing_that_is_objected_to_counts_while_something_else_stands(ways):
    figure = year_of(agency()).rows[0].figure
    options = [
        settled.Option(way, figure, "objected" if is_bad else "") for way, is_bad in ways.items()
    ]

    found = settled.settle("", options, BOOK.ways)

    fit = [way for way, is_bad in ways.items() if not is_bad]
    assert found.is_lawful == bool(fit)
    if fit:
        best = min(BOOK.ways[way].rank for way in fit)
        assert BOOK.ways[found.option.way].rank == best
    assert len(found.unused) == len(options) - 1


def test_an_outlet_without_enough_hours_and_nothing_else_counts_as_partial():
    (found,) = year_of(monitored=[outlet(valid=100)]).rows

    assert (found.method, found.reason) == ("MONITORED", "coverage-low-nothing-declared")
    assert found.figure.grade == "partial"


def test_one_outlet_of_two_with_too_few_hours_lets_the_declared_release_stand():
    declared = {"medium": "AIR", "pollutant": "nox", "tonnes": "9", "evidence": "", "url": ""}

    (found,) = year_of(monitored=[outlet(), outlet("6", valid=6000)], declared=[declared]).rows

    assert (found.method, found.reason) == ("DECLARED", "coverage-low")
    assert [(one.way, one.why) for one in found.unused] == [("MONITORED", "coverage-low")]


def test_an_organised_source_at_a_monitored_outlet_is_counted_once():
    vents = row("voc", category="process_vents", place="5", way="AGENCY", mass=4000)

    year = year_of(vents, monitored=[outlet(pollutant="nmhc")])

    assert year.rows[0].figure.value == Decimal("2.5")
    assert year.voc.organised.value == Decimal("2.5")


# Tax


@pytest.mark.parametrize(
    ("area", "amount"), [("331082", Decimal("3789.47")), ("110105", "pollution.tax.rate")]
)
def test_a_place_whose_rate_is_not_kept_has_no_tax_and_says_why(area, amount):
    tax = year_of(
        row("tax", month=3, medium="AIR", outlet="1", pollutant="so2", amount=3000), area=area
    ).tax

    found = tax.code if isinstance(tax, NoTax) else round(tax.figure.value, 2)
    assert found == amount


@settings(deadline=None)
@given(st.lists(st.integers(1, 12), min_size=1, max_size=12, unique=True))
def test_the_quarters_add_up_to_the_year(months):
    rows = [
        row("tax", month=month, medium="AIR", outlet="1", pollutant="so2", amount=month)
        for month in months
    ]

    tax = year_of(*rows).tax

    assert tax.figure.value == sum(one.value for one in tax.quarters)
    quarter = sum(one.item.tax for one in tax.charges if one.period in {"2025-01", "2025-03"})
    assert tax.quarters[0].value >= quarter


# Lines


def test_what_was_left_open_is_none_and_not_zero():
    line = Line("solvent", {"bought": "1"})

    assert (line.given("to_air"), line.number("to_air"), line.text("to_air")) == (None, 0, "")
