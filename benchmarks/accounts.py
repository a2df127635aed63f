"""
The accounts and lists of a large park, on one core, and its uncertainty.

Every enterprise has sixty rows a month: fuel, electricity, heat, raw materials and products, waste
water, carbonates, refrigerants, vapours, and what it released of eight pollutants. A row of waste
water or refrigerant has several amounts. The references are taken in the same run: the account with
its trees, of a few enterprises, and a bare loop that multiplies and adds every amount in `Decimal`.
Each time is processor time, the best of several rounds; the collector of garbage looks as rarely as
in the web process. No published speed of another such account is known.
"""

from __future__ import annotations

import gc
import itertools
import time
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, partial
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from copark.carbon.calc import bulk, bulk_terms
from copark.carbon.calc.account import account
from copark.carbon.calc.bulk import Key
from copark.carbon.calc.document import (
    About,
    Carbonate,
    Electricity,
    Fuel,
    Heat,
    Material,
    Recovered,
    Refrigerant,
    Voc,
    WasteWater,
)
from copark.energy.calc import bulk as energy
from copark.energy.calc.comprehensive import Coefficient, Term
from copark.kernel import exact_sums, monte_carlo
from copark.kernel.exact_sums import Columns
from copark.kernel.figure import Figure, Source
from copark.site.commands import energy_of, tables
from copark.synergy.calc import lists, meeting, rulesets

if TYPE_CHECKING:
    from collections.abc import Callable

    from copark.carbon.calc.document import Row

ENTERPRISES, MONTHS = 1000, 12
SIZES = (10, 100, 1000, 10_000)
ROUNDS = 3
RARELY = (10_000, 10, 20)  #: As the web process does, see `copark.site.asgi`.
MANY = 1000  #: Enterprises that a round of a small park goes through.
SAMPLE = 10  #: Enterprises whose whole account is taken for the reference.
MILLION = 10**6
DRAWN, DRAWS = 100, 10_000
NOTHING, ONE = Decimal(0), Decimal(1)
ABOUT = About(enterprise="Bench", year=2023, method="GBT32151_2023PLUS_C1", region="CN-ZJ")
PERIOD = str(ABOUT.year)


def _materials() -> tuple[Row, ...]:
    """Three processes: solvents and reagents in; a product and still bottoms out."""
    found: list[Row] = []
    for process, taken in (
        ("Esters", ("methanol", "toluene", "acetic_acid")),
        ("Amides", ("dmf", "acetonitrile", "isopropanol")),
        ("Salts", ("ethyl_acetate", "dichloromethane")),
    ):
        flows = [(item, "in", None) for item in taken]
        flows += [(f"{process} 99 %", "product", Decimal("0.5512"))]
        flows += [(f"Still bottoms of {process}", "waste", Decimal("0.6321"))]
        found += [
            Material(item=item, side=side, amount=ONE, unit="t", process=process, carbon=carbon)
            for item, side, carbon in flows
        ]
    return tuple(found)


ROWS: tuple[Row, ...] = (
    *(Fuel(fuel="natural_gas", amount=ONE, unit="1e4Nm3", plant=f"Plant {n}") for n in range(4)),
    *(Fuel(fuel=fuel, amount=ONE, unit="t") for fuel in
      ("diesel", "bituminous", "lpg", "coke", "fuel_oil")),
    Fuel(fuel="anthracite", amount=ONE, unit="t", heating_value=Decimal("23.456")),
    Fuel(fuel="other", name="Spent solvent", amount=ONE, unit="t", carbon=Decimal("0.61"),
         heating_value=Decimal(25)),
    *(Electricity(amount=ONE, plant=f"Plant {n}") for n in range(4)),
    Electricity(amount=ONE, supply="green", certificate="C-1", factor=Decimal(0)),
    Electricity(amount=ONE, direction="SOLD"),
    *(Heat(carrier="steam", amount=ONE, unit="t", pressure=Decimal(p), temperature=Decimal(t))
      for p, t in (("0.6", 175), ("1.0", 210), ("2.5", 300))),
    Heat(carrier="hot_water", amount=ONE, unit="t", temperature=Decimal(85)),
    Heat(carrier="heat", amount=ONE, unit="GJ"),
    Heat(carrier="heat", amount=ONE, unit="GJ", direction="SOLD"),
    *_materials(),
    *(Carbonate(carbonate=name, amount=ONE, purity=Decimal("0.97"))
      for name in ("CaCO3", "MgCO3", "Na2CO3", "NaHCO3")),
    Recovered(amount=ONE, purity=Decimal("0.99")),
    WasteWater(treatment="anaerobic_reactor"),
    WasteWater(treatment="deep_lagoon", cod_in=Decimal(3200), cod_out=Decimal(90)),
    WasteWater(nitrogen_case="plant"),
    *(Refrigerant(gas=gas, opening=ONE, bought=ONE, closing=ONE) for gas in ("R-410A", "HFC-134a")),
    *(Voc(substance=name, amount=ONE, efficiency=Decimal("0.97"), device="RTO")
      for name in ("acetone", "ethanol", "butanone", "xylene", "mibk")),
)  # fmt: skip
POLLUTANTS = (
    ("so2", "AIR"), ("nox", "AIR"), ("pm", "AIR"), ("nmhc", "AIR"),
    ("cod", "WATER"), ("nh3n", "WATER"), ("tp", "WATER"), ("tn", "WATER"),
)  # fmt: skip
KEYS = tuple(
    Key(number, field) for number, row in enumerate(ROWS) for field in bulk_terms.open_fields(row)
    if not isinstance(row, Fuel) or field == "amount"
)  # fmt: skip
RELEASED = len(KEYS)  #: The first key of the pollutants.


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that is looked up once for a park."""

    carbon: bulk.Ready
    terms: dict[int, Term]
    heat: dict[int, Callable[[Decimal], Decimal]]
    rules: rulesets.RuleSet


@cache
def known() -> Known:
    book = tables.carbon_book()
    carbon = bulk.ready(ROWS, KEYS, ABOUT, book)
    whole = energy_of.energy_of(bulk_terms.document_with(ROWS, ABOUT), book).used.equivalent.parts
    rows = [n for n, row in enumerate(ROWS) if isinstance(row, Fuel | Electricity | Heat)]
    places = {key.row: place for place, key in enumerate(KEYS)}
    terms, heat = {}, {}
    for number, part in zip(rows, whole, strict=True):
        row, worth = ROWS[number], part.ingredients[1]
        direction = getattr(row, "direction", "BOUGHT")
        coefficient = Coefficient(worth.value, worth.source or Source(""))
        terms[places[number]] = Term(part.name, direction, NOTHING, "", coefficient, coefficient)
        if isinstance(row, Heat):
            heat[places[number]] = partial(_as_mass, bulk_terms.gigajoules(row, book))
    return Known(carbon, terms, heat, _rules())


def _as_mass(of: Callable[..., Decimal], amount: Decimal) -> Decimal:
    return of(mass=amount)


def _rules() -> rulesets.RuleSet:
    folder = resources.files("copark.synergy.calc").joinpath("rules")
    texts = (folder.joinpath(name).read_text("utf-8") for name in ("sets.csv", "national.csv"))
    sets, rules = texts
    return rulesets.rule_set(sets, "national", rules)


def _size(row: Row, field: str) -> int:
    """Return what an amount is about, so that processes and stocks close. [1e-6 of the unit]"""
    if getattr(row, "side", "") in {"product", "waste"} or isinstance(row, Recovered):
        return 100 * MILLION
    if field in {"bought", "closing", "added", "returned", "sludge", "recovered"}:
        return MILLION
    if field == "volume":
        return 50_000 * MILLION
    return 1000 * MILLION


def park(enterprises: int, seed: int = 20260801) -> Columns:
    """Return the rows of a park's year, month by month, as they are recorded."""
    chance = np.random.default_rng(seed)
    about = [_size(ROWS[key.row], key.field) for key in KEYS] + [MILLION] * len(POLLUTANTS)
    keys = len(about)
    size = chance.lognormal(0, 1.5, enterprises)[None, :, None]
    spread = chance.uniform(0.8, 1.2, (MONTHS, enterprises, keys))
    amounts = (np.array(about)[None, None, :] * size * spread).astype(np.int64)
    owner, key = np.meshgrid(np.arange(enterprises), np.arange(keys), indexing="ij")
    return Columns(
        np.tile(owner.ravel(), MONTHS), np.tile(key.ravel(), MONTHS), amounts.reshape(-1)
    )


def units(columns: Columns) -> list[meeting.Unit]:
    """Return what the rules ask of each enterprise: energy, carbon and pollutants of the year."""
    sums, own, mine = itertools.tee(exact_sums.sums(columns), 3)
    used = energy.equivalents(own, known().terms, known().heat)
    emitted = bulk.emitted(map(of_carbon, mine), known().carbon)
    return [
        _unit(owner, held, co2e.total, tce)
        for (owner, held), (_, tce), co2e in zip(sums, used, emitted, strict=True)
    ]


def of_carbon(sums: tuple[int, dict[int, Decimal]]) -> tuple[int, dict[int, Decimal]]:
    """Return the sums of an enterprise without its pollutants."""
    owner, held = sums
    return owner, {key: amount for key, amount in held.items() if key < RELEASED}


def _unit(owner: int, held: dict[int, Decimal], co2e: Decimal, tce: Decimal) -> meeting.Unit:
    code = f"E{owner:05}"
    found = [
        _amount("co2", "", co2e, "tCO2e"),
        _amount("energy", "", tce, "tce"),
        *(
            _amount(name, medium, held[RELEASED + place], "t")
            for place, (name, medium) in enumerate(POLLUTANTS)
        ),
    ]
    return meeting.Unit(owner, code, code, code, frozenset({"is_ets_sector"}), tuple(found))


def _amount(subject: str, medium: str, value: Decimal, unit: str) -> meeting.Amount:
    return meeting.Amount(subject, medium, ABOUT.year, Figure(subject, value, unit, "", PERIOD))


def drawn(found: list[meeting.Unit]) -> int:
    """Draw the three lists; return how many rows they have."""
    return len(lists.draw(tuple(found), known().rules, ABOUT.year).rows)


def alone(columns: Columns) -> int:
    return drawn(units(columns))


# References


def whole_accounts(columns: Columns) -> tuple[float, list[Decimal]]:
    """Return the seconds and the totals of the accounts of the months, with their trees."""
    found: defaultdict[int, dict[tuple[int, int], dict[str, Decimal]]] = defaultdict(dict)
    taken = zip(columns.owner.tolist(), columns.key.tolist(), columns.amount.tolist(), strict=True)
    a_month = len(columns.owner) // MONTHS
    for line, (owner, place, amount) in enumerate(taken):
        if place < RELEASED:
            key = KEYS[place]
            fields = found[owner].setdefault((key.row, line // a_month + 1), {})
            fields[key.field] = Decimal(amount).scaleb(-exact_sums.PLACES)
    documents = [
        bulk_terms.document_with(
            [
                replace(ROWS[row], period=month, **held)
                for (row, month), held in sorted(rows.items())
            ],
            ABOUT,
        )
        for rows in found.values()
    ]
    begun = time.process_time()
    totals = [account(document, known().carbon.book).total.value for document in documents]
    return time.process_time() - begun, totals


def bare(columns: Columns) -> dict[int, Decimal]:
    """Multiply every amount by a factor and add it up, row by row."""
    factors = [Decimal(key % 7 + 1) / 100 for key in range(RELEASED + len(POLLUTANTS))]
    totals: defaultdict[int, Decimal] = defaultdict(Decimal)
    rows = zip(columns.owner.tolist(), columns.key.tolist(), columns.amount.tolist(), strict=True)
    for owner, key, amount in rows:
        totals[owner] += Decimal(amount).scaleb(-exact_sums.PLACES) * factors[key]
    return totals


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the processor time of the quickest of some rounds. [s]"""
    taken = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return min(taken)


def lines(columns: Columns) -> list[monte_carlo.Line]:
    """Return a line for each enterprise and row, with usual uncertainties."""
    return [
        monte_carlo.Line(str(owner), float(amount), 0.05, 1.0, 0.1, f"factor {key}")
        for owner, held in exact_sums.sums(columns)
        for key, amount in held.items()
    ]


def run() -> list[dict[str, Any]]:
    known()
    gc.collect()
    gc.freeze()
    usual = gc.get_threshold()
    gc.set_threshold(*RARELY)
    try:
        return measured()
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def measured() -> list[dict[str, Any]]:
    columns = park(ENTERPRISES)
    taken = best(lambda: alone(columns))
    plain = best(lambda: bare(columns), 2)
    trees, totals = whole_accounts(park(SAMPLE))
    agree(totals)
    drawing = lines(park(DRAWN))
    chance = np.random.default_rng(1)
    normals = best(lambda: [chance.standard_normal(DRAWS) for _ in drawing])
    monte = best(lambda: monte_carlo.drawn(drawing, draws=DRAWS, seed=1))
    return [
        _row("accounts.park", taken, "s", plain, "< 2"),
        _row("accounts.park.trees", taken, "s", trees * ENTERPRISES / SAMPLE, "ratio < 0.1"),
        growth(),
        _row("accounts.monte_carlo", monte, "s", normals, "< 2"),
    ]


def agree(totals: list[Decimal]) -> None:
    """Hold what was added up in bulk against the accounts of the sample."""
    own = map(of_carbon, exact_sums.sums(park(SAMPLE)))
    for found, total in zip(bulk.emitted(own, known().carbon), totals, strict=True):
        if abs(found.total - total) > total * Decimal("1e-24"):
            message = f"{found.total} in bulk, {total} by the account"
            raise AssertionError(message)


def growth() -> dict[str, Any]:
    """Time an enterprise in parks of four sizes, by turns; the largest against the smallest."""
    parks = {size: park(size) for size in SIZES}
    each = dict.fromkeys(SIZES, float("inf"))
    for _ in range(ROUNDS):
        for size, columns in parks.items():
            taken = best(lambda columns=columns: alone(columns), max(1, MANY // size))
            each[size] = min(each[size], taken / size * 1e6)
    largest, smallest = each[SIZES[-1]], each[SIZES[0]]
    return _row("accounts.growth", largest, "us/enterprise of 10,000", smallest, "ratio < 1.15")


def _row(name: str, value: float, unit: str, reference: float, goal: str) -> dict[str, Any]:
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "reference": reference,
        "ratio": value / reference,
        "goal": goal,
    }
