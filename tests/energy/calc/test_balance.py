from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copark.energy.calc import balance, coal_equivalent
from copark.energy.calc.tables import kept
from copark.energy.contracts import Use
from copark.energy.queries import tables
from copark.kernel.errors import Refused
from copark.kernel.heat import heat_of_steam

AMOUNTS = st.decimals(0, 10**9, allow_nan=False, places=3)


def use(carrier="electricity", amount=1, *, direction="BOUGHT", origin="FORM", month=None):
    unit = tables.carriers()[carrier].unit
    number = 0 if origin == "METER" else 1
    return Use(number, 7, 2025, month, carrier, direction, Decimal(str(amount)), unit, origin, "")


def tce(*uses):
    rows = balance.balances(
        uses,
        carriers=tables.carriers(),
        coefficients=tables.coefficients(),
        steam=tables.book().steam(2025),
    )
    return sum((row.tce for row in rows), Decimal(0))


def test_a_million_kilowatt_hours_are_122_9_tonnes_of_standard_coal():
    assert tce(use(amount=1_000_000)) == Decimal("122.9")


def test_what_was_sold_is_taken_off_what_was_bought():
    assert tce(use(amount=1_000_000), use(amount=400_000, direction="SOLD")) == Decimal("73.74")


@pytest.mark.parametrize("direction", ["MADE", "FEEDSTOCK"])
def test_self_made_energy_and_feedstock_are_shown_and_not_counted(direction):
    rows = balance.balances(
        [use(amount=5), use(amount=9, direction=direction)],
        carriers=tables.carriers(),
        coefficients=tables.coefficients(),
        steam=tables.book().steam(2025),
    )

    assert getattr(rows[0], direction.lower()) == 9
    assert rows[0].tce == tce(use(amount=5))


def test_steam_counts_by_its_heat():
    assert tce(use("steam", 1000)) == Decimal("2689.26") * Decimal("34.12") / 1000


def test_a_power_station_that_sells_its_steam_has_negative_heat():
    assert tce(use("steam", 10, direction="SOLD")) < 0


def test_every_carrier_has_a_coefficient_that_is_a_number():
    for carrier in tables.carriers().values():
        assert tables.coefficients()[carrier.tce].kgce, carrier.code
        assert kept(carrier, Decimal(1), carrier.unit) == 1


def test_every_carrier_takes_each_of_its_units():
    for carrier in tables.carriers().values():
        for unit in carrier.units:
            assert kept(carrier, Decimal(3), unit) > 0


def test_a_unit_of_another_kind_is_refused_and_says_which_fit():
    with pytest.raises(Refused, match="kWh") as refused:
        kept(tables.carriers()["electricity"], Decimal(1), "t")

    assert refused.value.code == "energy.unit.unfit"


@settings(deadline=None)
@given(first=AMOUNTS, second=AMOUNTS)
def test_energy_is_additive_over_rows(first, second):
    assert tce(use(amount=first), use(amount=second)) == tce(use(amount=first + second))


@settings(deadline=None)
@given(less=AMOUNTS, more=AMOUNTS)
def test_more_bought_is_never_less_energy(less, more):
    low, high = sorted((less, more))

    assert tce(use("natural_gas", low)) <= tce(use("natural_gas", high))


def test_a_metered_month_steps_back_before_a_declared_one():
    kept_rows = balance.never_both(
        [use(amount=10, month=1)],
        [use(amount=11, month=1, origin="METER"), use(amount=12, month=2, origin="METER")],
    )

    assert [(row.month, row.origin) for row in kept_rows] == [(1, "FORM"), (2, "METER")]


def test_a_declared_year_leaves_no_room_for_metered_months():
    kept_rows = balance.never_both([use(amount=10)], [use(amount=11, month=1, origin="METER")])

    assert [row.origin for row in kept_rows] == ["FORM"]


def test_declaring_what_was_sold_does_not_silence_the_meter_of_what_was_bought():
    kept_rows = balance.never_both(
        [use(amount=10, direction="SOLD")], [use(amount=11, month=1, origin="METER")]
    )

    assert [row.origin for row in kept_rows] == ["FORM", "METER"]


def test_a_metered_carrier_does_not_step_back_before_another_one():
    kept_rows = balance.never_both(
        [use("natural_gas", 10)], [use(amount=11, month=1, origin="METER")]
    )

    assert len(kept_rows) == 2


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (coal_equivalent.energy_use, {"bought": Decimal(-1), "sold": Decimal(0)}),
        (coal_equivalent.coal_equivalent, {"used": Decimal(1), "kgce_per_unit": Decimal(0)}),
        (
            heat_of_steam,
            {"mass": Decimal(1), "enthalpy": Decimal(50), "reference": Decimal("83.74")},
        ),
    ],
)
def test_impossible_arguments_are_refused(function, arguments):
    with pytest.raises(ValueError):  # noqa: PT011 - each says its own sentence
        function(**arguments)
