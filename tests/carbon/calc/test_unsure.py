"""What rows and tables state of their uncertainty reaches the total of the year."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from importlib import resources

import pytest

from copark.carbon.calc.account import account
from copark.carbon.calc.book import read_book
from copark.carbon.calc.document import (
    About,
    Document,
    Electricity,
    Fuel,
    Material,
    WasteWater,
)
from copark.kernel.certainty import certainty

FOLDER = resources.files("copark.carbon.calc")
ABOUT = About(enterprise="Heron", year=2023, method="GBT32151_2023PLUS_C1", region="CN-ZJ")


def text_of(name):
    return FOLDER.joinpath(name).read_text("utf-8")


def sure(book=None, **rows):
    return certainty(account(Document(about=ABOUT, **rows), book or read_book(text_of)).total)


def coal(uncertainty=None, amount=1000):
    return Fuel(fuel="bituminous", amount=Decimal(amount), unit="t", uncertainty=uncertainty)


def test_amount_and_factor_of_a_fuel_add_up_in_squares():
    found = sure(fuels=(coal(Decimal(5)),))

    assert float(found.relative) == pytest.approx((0.05**2 + 0.07**2) ** 0.5)
    assert (found.amounts, found.factors) == (1, 1)


def test_two_amounts_of_one_fuel_share_its_factor():
    found = sure(fuels=(coal(), replace(coal(), plant="B")))

    assert found.relative == Decimal("0.07")


def test_electricity_states_its_amount_and_no_table_its_grid():
    found = sure(electricity=(Electricity(amount=Decimal(10), uncertainty=Decimal(2)),))

    assert (found.relative, found.factors) == (Decimal("0.02"), 0)


def test_what_is_measured_does_not_take_the_uncertainty_of_the_table():
    measured = replace(coal(), carbon_content=Decimal("0.026"))

    assert sure(fuels=(measured,)) is None


def test_a_balance_is_less_sure_than_what_goes_into_it():
    def flow(side, amount, carbon, uncertainty):
        return Material(
            item=side, side=side, amount=Decimal(amount), unit="t", process="P",
            carbon=Decimal(carbon), uncertainty=Decimal(uncertainty),
        )  # fmt: skip

    found = sure(materials=(flow("in", 100, "0.5", 2), flow("product", 80, "0.5", 2)))

    assert float(found.relative) == pytest.approx(((50 * 0.02) ** 2 + (40 * 0.02) ** 2) ** 0.5 / 10)


def test_recovered_methane_makes_the_capacity_no_plain_factor():
    plain = WasteWater(treatment="anaerobic_reactor", cod=Decimal(100))
    burnt = replace(plain, recovered=Decimal(10))

    def scope_1(row):
        whole = account(Document(about=ABOUT, waste_water=(row,)), read_book(text_of))
        return certainty(whole.scope_1)

    assert scope_1(plain).relative == Decimal("0.3")
    assert scope_1(burnt) is None


def test_tables_without_the_columns_state_nothing():
    def older(name):
        lines = text_of(name).splitlines()
        if "uncertainty" not in lines[0]:
            return text_of(name)
        import csv
        import io

        rows = list(csv.DictReader(io.StringIO(text_of(name))))
        out = io.StringIO()
        kept = [key for key in rows[0] if not key.startswith("uncertainty")]
        writer = csv.DictWriter(out, kept, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return out.getvalue()

    assert sure(read_book(older), fuels=(coal(),)) is None
    assert sure(read_book(older), fuels=(coal(Decimal(5)),)).relative == Decimal("0.05")
