"""The document of an enterprise's year, from the rows of energy and those that carbon keeps."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from copark.carbon.calc.book import OTHER
from copark.carbon.calc.document import (
    ROWS,
    About,
    Document,
    Electricity,
    Fuel,
    Heat,
)
from copark.carbon.calc.entering import FUEL, OWN, POWER, STEAM
from copark.carbon.calc.written import made
from copark.kernel.entries import STANDARD_STATE
from copark.kernel.errors import Refused
from copark.kernel.quantity import converted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from copark.carbon.calc.document import Row
    from copark.carbon.calc.factors import FuelFactor
    from copark.carbon.contracts import Entry
    from copark.energy.contracts import Balance, Use
    from copark.kernel.entries import Block

NOTHING = Decimal(0)
KINDS = {getattr(kind, "block", ""): kind for kind in ROWS}
DIRECTIONS = ("BOUGHT", "SOLD", "MADE")
UNIT_OF_GAS, UNIT_OF_MASS = "1e4Nm3", "t"


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of an enterprise's year."""

    about: About
    balances: Sequence[Balance] = ()
    uses: Sequence[Use] = ()  #: The rows behind the balances, for what is told by month.
    entries: Sequence[Entry] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What the rows are read with."""

    fuels: Mapping[str, FuelFactor]  #: Of the one factor set.
    blocks: Mapping[str, Block]
    enthalpy: Decimal  #: Of steam that nobody described. [kJ/kg]
    enthalpy_source: str = ""


def place_of(entry: Entry) -> str:
    """Return how a refusal and a figure name a row that carbon keeps."""
    return f"entry.{entry.id}"


def energy_place(carrier: str, direction: str = "BOUGHT") -> str:
    """
    Return how a refusal and a figure name a sum of energy's rows.

    Examples
    --------
    >>> energy_place("electricity", "SOLD")
    'energy.electricity-sold'
    """
    return f"energy.{carrier}" + ("" if direction == "BOUGHT" else f"-{direction.lower()}")


def assembled(given: Given, known: Known) -> tuple[Document, tuple[Refused, ...]]:
    """
    Return the document, and the objections to rows that could not become part of it.

    Parameters
    ----------
    given
        Energy's balances and uses, and the entries of carbon.
    known
        The fuels of the factor set, the blocks, and the default enthalpy of steam.

    Returns
    -------
    tuple
        The document; refusals with the facts ``place`` and ``field``.

    Notes
    -----
    Fuel burnt is what was bought less what was sold; raw material stands apart in energy, and
    together they are everything bought. Contracts and states of steam take their share of
    energy's amounts and never add to them.
    """
    kept, faults = _readable(given.entries, known.blocks)
    by_block: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in kept:
        by_block[entry.block].append(entry)
    fuels = [
        row for item in given.balances if item.kind == "fuel"
        for row in _fuels(item, given.uses, by_block[FUEL], known)
    ]  # fmt: skip
    electricity, power_faults = _electricity(given.balances, by_block[POWER])
    heat, steam_faults = _heat(given.balances, by_block[STEAM], known)
    own: dict[str, tuple[Any, ...]] = {
        block: tuple(_own(entry, known) for entry in by_block[block]) for block in OWN
    }
    own["fuels"] = (*fuels, *own["fuels"])
    document = Document(about=given.about, electricity=electricity, heat=heat, **own)
    return document, (*faults, *power_faults, *steam_faults)


# Rows of carbon's own


def _readable(
    entries: Iterable[Entry], blocks: Mapping[str, Block]
) -> tuple[list[Entry], list[Refused]]:
    """Leave out what names something that the tables do not hold any more."""
    kept, faults = [], []
    for entry in entries:
        strange = _strange(entry, blocks)
        if strange:
            faults.append(strange)
        else:
            kept.append(entry)
    return kept, faults


def _strange(entry: Entry, blocks: Mapping[str, Block]) -> Refused | None:
    for item in blocks[entry.block].fields:
        value = entry.values.get(item.key)
        if item.kind == "choice" and value and value not in {one.code for one in item.choices}:
            message = f"the tables in force do not hold “{value}”."
            return refused_at(entry, item.key, "carbon.entry.unknown", message, value=value)
    return None


def refused_at(entry: Entry, field: str, code: str, message: str, **facts: object) -> Refused:
    """Return the refusal of a row that carbon keeps."""
    place = f"{place_of(entry)}.{field}"
    return Refused(code, f"{place}: {message}", place=place, field=field, **facts)


def _own(entry: Entry, known: Known) -> Row:
    row = made(KINDS[entry.block], dict(entry.values) | _beside(entry))
    if isinstance(row, Fuel) and row.fuel != OTHER and row.fuel not in known.fuels:
        return replace(row, fuel=OTHER, name=row.fuel)
    return row


def _beside(entry: Entry) -> dict[str, Any]:
    """Return what every row says: where it stands, of which part and month, and on what proof."""
    said = {
        "place": place_of(entry),
        "plant": entry.plant,
        "period": entry.month,
        "source": entry.evidence,
        "uncertainty": None if entry.uncertainty is None else str(entry.uncertainty),
    }
    return {key: value for key, value in said.items() if value not in (None, "")}


# Fuel


def _fuels(
    item: Balance, uses: Sequence[Use], measured: Sequence[Entry], known: Known
) -> list[Fuel]:
    """Return the fuel burnt of a carrier: one row, or one a month where months were measured."""
    own = {one.month: one for one in measured if one.values["carrier"] == item.carrier}
    if not set(own) - {None}:
        return _burnt(item, item.used, None, own, known)
    months: defaultdict[int | None, Decimal] = defaultdict(Decimal)
    for use in uses:
        if use.carrier == item.carrier and use.direction in {"BOUGHT", "SOLD"}:
            months[use.month] += use.amount if use.direction == "BOUGHT" else -use.amount
    return [
        row for month, amount in months.items() for row in _burnt(item, amount, month, own, known)
    ]


def _burnt(
    item: Balance,
    amount: Decimal,
    month: int | None,
    measured: Mapping[int | None, Entry],
    known: Known,
) -> list[Fuel]:
    if amount <= NOTHING:
        return []  # sold on balance: a product, not burnt here
    factor = known.fuels.get(item.fuel)
    read_as = STANDARD_STATE.get(item.unit, item.unit)
    usual = UNIT_OF_MASS if item.unit == UNIT_OF_MASS else UNIT_OF_GAS
    unit = factor.unit if factor else usual
    values: dict[str, Any] = {
        "fuel": item.fuel if factor else OTHER,
        "name": "" if factor else item.name_en,
        "amount": str(converted(amount, read_as, unit)),
        "unit": unit,
        "bought": str(converted(max(item.used, NOTHING) + item.feedstock, read_as, unit)),
        "place": energy_place(item.carrier),
        "source": _declared(item),
    }
    entry = measured.get(month) or measured.get(None)
    if entry is not None:
        said = {key: one for key, one in entry.values.items() if key != "carrier"}
        values |= said | {"source": entry.evidence or _declared(item)}
        if entry.uncertainty is not None:
            values["uncertainty"] = str(entry.uncertainty)
    if month is not None:
        values["period"] = month
    return [made(Fuel, values)]


def _declared(item: Balance) -> str:
    if not item.metered:
        return "declared"
    return "metered" if item.metered == item.bought else "declared and metered"


# Electricity and heat: contracts and states take their share


def _shared_out(
    whole: Decimal, entries: Sequence[Entry], code: str
) -> tuple[list[Entry], Decimal, list[Refused]]:
    """Return the entries that fit into an amount, what they leave of it, and the others."""
    fitting: list[Entry] = []
    faults: list[Refused] = []
    for entry in entries:
        amount = Decimal(entry.values["amount"])
        if amount > whole:
            message = f"{amount} is more than the {whole} that energy's rows leave."
            facts = {"value": str(amount), "left": str(whole)}
            faults.append(refused_at(entry, "amount", code, message, **facts))
        else:
            whole -= amount
            fitting.append(entry)
    return fitting, whole, faults


def _electricity(
    balances: Sequence[Balance], contracts: Sequence[Entry]
) -> tuple[tuple[Electricity, ...], list[Refused]]:
    rows: list[Electricity] = []
    item = next((one for one in balances if one.kind == "electricity"), None)
    sums = _sums(item, "MWh")
    fitting, rest, faults = _shared_out(sums["BOUGHT"], contracts, "carbon.power.more")
    rows += [made(Electricity, dict(one.values) | _beside(one)) for one in fitting]
    for direction, amount in (sums | {"BOUGHT": rest}).items():
        if amount and item is not None:
            place, source = energy_place(item.carrier, direction), _declared(item)
            rows.append(Electricity(amount=amount, direction=direction, place=place, source=source))
    return tuple(rows), faults


def _heat(
    balances: Sequence[Balance], states: Sequence[Entry], known: Known
) -> tuple[tuple[Heat, ...], list[Refused]]:
    rows: list[Heat] = []
    faults: list[Refused] = []
    steam = next((one for one in balances if one.kind == "steam"), None)
    sums = _sums(steam, "t")
    for direction in DIRECTIONS:
        stated = [one for one in states if one.values["direction"] == direction]
        fitting, rest, found = _shared_out(sums[direction], stated, "carbon.steam.more")
        faults += found
        rows += [
            made(Heat, {"carrier": "steam"} | dict(one.values) | _beside(one)) for one in fitting
        ]
        if rest and steam is not None:
            rows.append(_steam(steam, direction, rest, known))
    for item in balances:
        if item.kind == "heat":
            rows += _plain_heat(item)
    return tuple(rows), faults


def _steam(item: Balance, direction: str, amount: Decimal, known: Known) -> Heat:
    return Heat(
        carrier="steam",
        amount=amount,
        unit="t",
        direction=direction,
        enthalpy=known.enthalpy,
        enthalpy_default=known.enthalpy_source,
        place=energy_place(item.carrier, direction),
        source=_declared(item),
    )


def _plain_heat(item: Balance) -> list[Heat]:
    return [
        Heat(carrier="heat", amount=amount, unit="GJ", direction=direction,
             place=energy_place(item.carrier, direction), source=_declared(item))
        for direction, amount in _sums(item, "GJ").items()
        if amount
    ]  # fmt: skip


def _sums(item: Balance | None, unit: str) -> dict[str, Decimal]:
    if item is None:
        return dict.fromkeys(DIRECTIONS, NOTHING)
    amounts = (item.bought, item.sold, item.made)
    return {
        direction: converted(amount, item.unit, unit)
        for direction, amount in zip(DIRECTIONS, amounts, strict=True)
    }
