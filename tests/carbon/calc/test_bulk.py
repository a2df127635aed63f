"""Many enterprises at once: the numbers of the account, to the last digit, and its refusals."""

from dataclasses import replace
from decimal import Decimal
from importlib import resources

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copark.carbon.calc import bulk, bulk_terms
from copark.carbon.calc.account import account
from copark.carbon.calc.book import read_book
from copark.carbon.calc.bulk import Key
from copark.carbon.calc.document import (
    About,
    Acid,
    Carbonate,
    Electricity,
    Fuel,
    Heat,
    Material,
    Product,
    Recovered,
    Refrigerant,
    Utility,
    Voc,
    WasteWater,
)
from copark.kernel.errors import Refused
from copark.kernel.exact_sums import Columns, sums

FOLDER = resources.files("copark.carbon.calc")
BOOK = read_book(lambda name: FOLDER.joinpath(name).read_text("utf-8"))
NEW, OLD = "GBT32151_2023PLUS_C1", "NDRC2013_CHEM"
ABOUT = About(enterprise="Heron", year=2023, method=NEW, region="CN-ZJ")
NOTHING = Decimal(0)
MILLION = 10**6
AS_28_DIGITS_ROUND = Decimal("1e-24")


def D(text):  # noqa: N802 - a short word for a number
    return Decimal(text)


def fuel(kind, unit="t", **more):
    return Fuel(fuel=kind, amount=NOTHING, unit=unit, **more)


def power(direction="BOUGHT", **more):
    return Electricity(amount=NOTHING, direction=direction, **more)


def warmth(carrier, unit, direction="BOUGHT", **more):
    return Heat(carrier=carrier, amount=NOTHING, unit=unit, direction=direction, **more)


def material(item, side, process="", **more):
    return Material(item=item, side=side, amount=NOTHING, unit="t", process=process, **more)


def vapour(substance, **more):
    return Voc(substance=substance, amount=NOTHING, efficiency=D("0.97"), **more)


def cold(gas):
    return Refrigerant(gas=gas, opening=NOTHING, bought=NOTHING, closing=NOTHING)


GAS_ANALYSIS = {"CH4": D("0.35"), "CO": D("0.2"), "N2": D("0.4")}
#: Every kind of row and every way that one may be counted, in the order of a document.
ROWS = (
    fuel("natural_gas", "1e4Nm3"),
    fuel("anthracite", plant="Plant 2"),
    fuel("anthracite", heating_value=D("23.456"), carbon_content=D("0.02749")),
    fuel("other_coal_gas", "1e4Nm3", composition=GAS_ANALYSIS, oxidation=D("0.985")),
    fuel("other", name="Still bottoms", carbon=D("0.7123"), origin="made"),
    power(),
    power(supply="green"),
    power(supply="green", certificate="C-1", factor=D("0.0123")),
    power(supply="green", certificate="C-2", factor=NOTHING),
    power("SOLD"),
    power("MADE"),
    warmth("steam", "t", pressure=D("0.8"), temperature=D(190)),
    warmth("steam", "t", enthalpy=D("2773.4"), factor=D("0.0987")),
    warmth("hot_water", "t", temperature=D("82.5")),
    warmth("heat", "GJ"),
    warmth("heat", "GJ", "SOLD"),
    warmth("heat", "GJ", "MADE"),
    material("methanol", "in", "Esters"),
    material("toluene", "in", "Esters"),
    material("Ester A", "product", "Esters", carbon=D("0.5312")),
    material("Still bottoms", "waste", "Esters", carbon=D("0.7123")),
    material("acetone", "in", "Salts"),
    material("acetone", "waste", "Salts"),
    material("Salt", "product", "Salts", carbon=D("0.2999")),
    Carbonate(carbonate="CaCO3", amount=NOTHING, purity=D("0.973")),
    Carbonate(carbonate="Na2CO3", amount=NOTHING),
    Acid(acid="nitric_acid", process="high_pressure", amount=NOTHING, removal="NSCR",
         running=D("0.93")),
    Acid(acid="adipic_acid", process="nitric_oxidation", amount=NOTHING, efficiency=D("0.8"),
         running=D("0.5")),
    Recovered(amount=NOTHING, purity=D("0.991")),
    Recovered(amount=NOTHING, purity=D("0.991"), use="own"),
    WasteWater(treatment="anaerobic_reactor", nitrogen_case="effluent"),
    WasteWater(treatment="deep_lagoon", cod_in=D("3411.5"), cod_out=D("87.3"), mcf=D("0.77")),
    WasteWater(nitrogen_case="plant"),
    cold("R-410A"),
    cold("HFC-134a"),
    vapour("acetone", device="RTO 1"),
    vapour("ethanol", origin="biogenic"),
    vapour("other", name="Mixed vapours", carbon=D("0.6543")),
    Utility(item="water", amount=NOTHING, unit="m3"),
    Product(product="Ester A", amount=NOTHING, unit="t"),
)  # fmt: skip
KEYS = tuple(
    Key(number, field) for number, row in enumerate(ROWS) for field in bulk_terms.open_fields(row)
)
READY = {
    (method, gwp): bulk.ready(ROWS, KEYS, replace(ABOUT, method=method, gwp_set=gwp), BOOK)
    for method, gwp in ((NEW, ""), (OLD, ""), (NEW, "AR6"))
}


def columns_of(amounts):
    """Return the columns of (owner, key, millionths) rows."""
    found = np.array(amounts, dtype=np.int64).reshape(-1, 3)
    return Columns(found[:, 0], found[:, 1], found[:, 2])


def document_of(known, months, *, by_month=False):
    """Return the document of (month, key, millionths), a row for the year or for each month."""
    held = {}
    for month, place, amount in months:
        key = known.keys[place]
        fields = held.setdefault((key.row, month if by_month else 0), {})
        fields[key.field] = fields.get(key.field, NOTHING) + D(amount).scaleb(-6)
    rows = [
        replace(known.rows[row], period=month or None, **fields)
        for (row, month), fields in sorted(held.items())
    ]
    return bulk_terms.document_with(rows, known.about)


def numbers_of(found):
    """Return the numbers of an account or of what was added up in bulk."""
    names = ("total", "beyond", "scope_1", "scope_2_location", "scope_2_market")
    parts = (getattr(found, name) for name in names)
    return tuple(getattr(part, "value", part) for part in parts)


def said(work):
    """Return what came of it: numbers, or the code and facts of a refusal."""
    try:
        return work()
    except Refused as refusal:
        return refusal.code, refusal.facts


def by_account(known, months, **how):
    return said(lambda: numbers_of(account(document_of(known, months, **how), BOOK)))


def in_bulk(known, months):
    columns = columns_of([(4, place, amount) for _, place, amount in months])
    return said(lambda: numbers_of(next(bulk.emitted(sums(columns), known))))


#: Rows that others draw upon: with plenty of them, nothing contradicts itself.
PLENTY = {
    number
    for number, key in enumerate(KEYS)
    if getattr(ROWS[key.row], "side", "") in {"in", "waste"}
    or getattr(ROWS[key.row], "direction", "") == "MADE"
    or key.field in {"opening", "cod", "volume"}
}
#: An anaerobic plant states its demand, and a stock all of its three amounts.
WHOLE_ROWS = PLENTY | {
    number for number, key in enumerate(KEYS) if key.field in {"bought", "closing"}
}
SMALL = 1000 * MILLION


def _amounts(number):
    if ROWS[KEYS[number].row].block == "materials" and ROWS[KEYS[number].row].side == "waste":
        return st.integers(10**5 * MILLION, 10**5 * MILLION + 2 * SMALL)
    if number in PLENTY:
        return st.integers(10**6 * MILLION, 10**7 * MILLION)
    return st.integers(0, SMALL)


ONE_AMOUNT = st.integers(0, len(KEYS) - 1).flatmap(
    lambda number: st.tuples(st.integers(1, 12), st.just(number), _amounts(number))
)
WHAT_MUST_BE = st.tuples(
    *(st.tuples(st.just(6), st.just(number), _amounts(number)) for number in sorted(WHOLE_ROWS))
)
SOUND = st.tuples(WHAT_MUST_BE, st.lists(ONE_AMOUNT, max_size=80)).map(
    lambda both: [*both[0], *both[1]]
)
WILD = st.lists(
    st.tuples(st.integers(1, 12), st.integers(0, len(KEYS) - 1), st.integers(0, 10**6 * MILLION)),
    min_size=1,
    max_size=30,
).map(lambda months: [*months, *((6, number, 0) for number in sorted(WHOLE_ROWS))])
RULES = st.sampled_from(sorted(READY))


@given(months=SOUND, rules=RULES)
@settings(max_examples=80, deadline=None)
def test_an_enterprise_comes_to_what_its_account_says_to_the_last_digit(months, rules):
    known = READY[rules]

    found = in_bulk(known, months)

    assert not isinstance(found[0], str)
    assert found == by_account(known, months)


@given(months=WILD, rules=RULES)
@settings(max_examples=80, deadline=None)
def test_what_the_account_refuses_is_refused_in_the_same_words(months, rules):
    known = READY[rules]

    assert in_bulk(known, months) == by_account(known, months)


@given(months=SOUND, rules=RULES)
@settings(max_examples=20, deadline=None)
def test_the_account_of_the_single_months_differs_only_where_28_digits_end(months, rules):
    known = READY[rules]
    monthly = [(month, place, amount) for _, place, amount in months for month in (1, 5, 9)]

    found = in_bulk(known, monthly)

    expected = by_account(known, monthly, by_month=True)
    for one, other in zip(found, expected, strict=True):
        assert abs(one - other) <= abs(other) * AS_28_DIGITS_ROUND


def test_enterprises_do_not_touch_each_other():
    known = READY[NEW, ""]
    gas = KEYS.index(Key(0))
    columns = columns_of([(9, gas, 5), (2, gas, MILLION), (9, gas, 2 * MILLION)])

    found = {row.owner: row.total for row in bulk.emitted(sums(columns), known)}

    each = [by_account(known, [(1, gas, amount)])[0] for amount in (MILLION, 2 * MILLION + 5)]
    assert found == dict(zip((2, 9), each, strict=True))


@pytest.mark.parametrize("key", [Key(99), Key(0, "closing"), Key(-1)])
def test_a_key_that_names_no_amount_is_refused(key):
    with pytest.raises(Refused) as refusal:
        bulk.ready(ROWS, (key,), ABOUT, BOOK)

    assert refusal.value.code == "carbon.bulk.key"


def test_a_method_that_there_is_not_is_refused_before_anything_is_added_up():
    with pytest.raises(Refused) as refusal:
        bulk.ready(ROWS, KEYS, replace(ABOUT, method="NONE"), BOOK)

    assert refusal.value.code == "carbon.method.unknown"
