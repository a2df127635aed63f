"""A year is the sum of its months and of its plants, whatever is entered."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from copark.carbon.calc.account import account
from copark.carbon.calc.document import Document, WasteWater
from copark.carbon.calc.partial import counted
from copark.carbon.calc.written import data_of, document_from
from tests.carbon.calc.test_account import BOOK, material, power, year
from tests.carbon.documents import everything

AMOUNTS = st.decimals(0, 10**6, allow_nan=False, places=3)
PARTS = st.lists(AMOUNTS, min_size=1, max_size=4)
NEAR = Decimal("1e-15")


def close(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= NEAR * max(abs(one), abs(other), Decimal(1))


def scopes(document: Document) -> tuple[Decimal, ...]:
    found = account(document, BOOK)
    names = ("total", "beyond", "scope_1", "scope_2_location", "scope_2_market")
    return tuple(getattr(found, name).value for name in names)


def lines(amounts, apart):
    """Return rows of several blocks, one for each amount, told apart by month or by plant."""
    from copark.carbon.calc.document import Carbonate, Fuel, Voc

    rows = {"fuels": [], "electricity": [], "carbonates": [], "waste_water": [], "voc": []}
    for number, amount in enumerate(amounts, start=1):
        where = {apart: number if apart == "period" else f"plant {number}"} if apart else {}
        rows["fuels"].append(Fuel(fuel="natural_gas", amount=amount, unit="1e4Nm3", **where))
        rows["electricity"].append(power(amount, **where))
        rows["carbonates"].append(Carbonate(carbonate="CaCO3", amount=amount, **where))
        rows["waste_water"].append(WasteWater(treatment="anaerobic_reactor", cod=amount, **where))
        rows["voc"].append(
            Voc(substance="toluene", amount=amount, efficiency=Decimal("0.98"), **where)
        )
    return {block: tuple(found) for block, found in rows.items()}


@given(PARTS, st.sampled_from(["period", "plant"]))
def test_a_year_is_the_sum_of_its_months_and_of_its_plants(amounts, apart):
    parts = scopes(year(**lines(amounts, apart)))
    whole = scopes(year(**lines([sum(amounts, Decimal(0))], "")))

    assert all(close(one, other) for one, other in zip(parts, whole, strict=True))


@given(PARTS, AMOUNTS)
def test_a_balance_by_plants_adds_up_to_the_balance_of_the_whole(amounts, more):
    apart = tuple(
        row
        for number, amount in enumerate(amounts)
        for row in (
            material("methanol", "in", amount + more, plant=str(number)),
            material("methanol", "product", amount, plant=str(number)),
        )
    )
    whole = (
        material("methanol", "in", sum(amounts, Decimal(0)) + more * len(amounts)),
        material("methanol", "product", sum(amounts, Decimal(0))),
    )

    assert close(scopes(year(materials=apart))[0], scopes(year(materials=whole))[0])


@given(st.permutations(range(4)))
def test_a_document_written_down_and_read_again_is_the_same_to_the_last_digit(order):
    document = everything()
    shuffled = replace(document, materials=tuple(document.materials[index] for index in order))

    assert document_from(data_of(shuffled)) == shuffled
    assert scopes(document_from(data_of(shuffled))) == scopes(shuffled)


def test_a_document_that_holds_no_number_is_refused():
    import pytest

    from copark.kernel.errors import Refused

    data = data_of(everything())
    for bad in (1.5, "many", "NaN", None, {"a": 1}):
        broken = data | {"carbonates": [{"carbonate": "Na2CO3", "amount": bad}]}
        with pytest.raises(Refused) as refused:
            document_from(broken)
        assert refused.value.code == "carbon.document.damaged"


@settings(max_examples=25)
@given(st.sets(st.sampled_from(range(5)), max_size=5))
def test_what_is_refused_is_left_out_and_the_rest_counts_as_it_would_alone(broken):
    bad = {
        0: {"fuels": [replace(everything().fuels[2], name="X9", carbon=None, place="fuels[9]")]},
        1: {"materials": [replace(material("methanol", "product", 5, process="Z9"),
                                  place="materials[9]")]},
        2: {"waste_water": [WasteWater(treatment="deep_lagoon", place="waste_water[9]")]},
        3: {"refrigerants": [replace(everything().refrigerants[0], closing=Decimal(99),
                                     place="refrigerants[9]")]},
        4: {"electricity": [replace(everything().electricity[3], factor=None,
                                    place="electricity[9]")]},
    }  # fmt: skip
    document = everything()
    for number in broken:
        for block, rows in bad[number].items():
            document = replace(document, **{block: (*getattr(document, block), *rows)})

    found = counted(document, BOOK)

    assert len(found.faults) == len(broken)
    assert found.document == everything()
    assert found.account == account(everything(), BOOK)
