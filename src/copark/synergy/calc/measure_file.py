"""A case of measures in the words of a file, every objection at its place."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.kernel.faults import Fault
from copark.kernel.quantity import UNITS, converted
from copark.synergy.calc.equivalent import CARBON
from copark.synergy.calc.measures import Case, Measure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from copark.kernel.errors import Refused
    from copark.synergy.calc.equivalent import WeightSet

#: What a file holds: tables, lists and text; numbers stay as they were written.
Plain = dict[str, "Plain"] | list["Plain"] | str | None

FIELDS = ("name", "date", "baseline", "weights", "carbon_price", "measures")
MEASURE_FIELDS = ("name", "annual_cost", "reductions")
MOST_MEASURES = 1000
LARGEST = Decimal(10) ** 15  #: More tonnes or yuan than any park moves.
AMOUNT = re.compile(r"([+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,30})(?:\.\d{1,30})?)( ?[^\d\s].*| \S.*)?")
DEFAULT_WEIGHTS = "CN_TAX_ZJ"
CARBON_DIMENSIONS = ("carbon dioxide equivalent", "carbon dioxide", "mass")
PRICE = ("CNY/t", "CNY/tCO2", "CNY/tCO2e")


@dataclass(frozen=True, slots=True)
class Known:
    """What a file may speak of."""

    names: Mapping[str, str]  #: Accounting code by any name of a pollutant, in lower case.
    weight_sets: Callable[[date], Mapping[str, WeightSet]]
    today: date  #: Day of the weights, where the file gives none.


class _Reader:
    """Reads values by their path and remembers what cannot be taken."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.faults: list[Fault] = []

    def object(self, place: str, value: str, code: str, **facts: str) -> None:
        self.faults.append(Fault(0, place, place.rpartition(".")[2], value[:80], code, facts))

    def table(self, value: Plain, place: str, fields: tuple[str, ...] = ()) -> dict[str, Plain]:
        if not isinstance(value, dict):
            self.object(place, _shown(value), "synergy.file.table")
            return {}
        for key in value:
            if fields and key not in fields:
                code = "synergy.file.field"
                self.object(_under(place, key), key, code, allowed=", ".join(fields))
        return value

    def text(self, value: Plain, place: str) -> str:
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.object(place, _shown(value), "synergy.file.text")
        return ""

    def quantity(self, value: Plain, place: str) -> tuple[Decimal, str] | None:
        """Return number and unit of “3 t”."""
        shown = unicodedata.normalize("NFKC", _shown(value)).strip()
        found = AMOUNT.fullmatch(shown) if isinstance(value, str) else None
        if not found:
            self.object(place, shown, "synergy.amount.bad")
            return None
        number = Decimal(found[1].replace(",", ""))
        if abs(number) >= LARGEST:
            self.object(place, shown, "synergy.amount.large")
            return None
        return number, (found[2] or "").strip()

    def mass(self, value: Plain, place: str, subject: str) -> Decimal | None:
        """Return tonnes of a pollutant, or tonnes of carbon dioxide equivalent."""
        found = self.quantity(value, place)
        if not found:
            return None
        number, unit = found
        if not unit:
            self.object(place, str(number), "synergy.unit.missing")
            return None
        if unit not in UNITS:
            self.object(place, unit, "import.unit.unknown")
            return None
        dimension = UNITS[unit].dimension
        if dimension not in (CARBON_DIMENSIONS if subject == CARBON else ("mass",)):
            self.object(place, unit, "import.unit.unfit", allowed="t, kg")
            return None
        base = {"mass": "t", "carbon dioxide": "tCO2"}.get(dimension, "tCO2e")
        return converted(number, unit, base)

    def money(self, value: Plain, place: str, units: tuple[str, ...]) -> Decimal | None:
        found = self.quantity(value, place)
        if not found:
            return None
        number, unit = found
        if unit not in units:
            code = "import.unit.unfit" if unit else "synergy.unit.missing"
            self.object(place, unit or str(number), code, allowed=", ".join(units))
            return None
        return converted(number, unit, "CNY") if unit in UNITS else number

    def amounts(self, value: Plain, place: str, *, least: Decimal | None) -> dict[str, Decimal]:
        """Return tonnes by accounting code."""
        found: dict[str, Decimal] = {}
        for name, amount in self.table(value, place).items():
            at = _under(place, name)
            subject = self.known.names.get(name.strip().lower())
            if subject is None:
                self.object(at, name, "import.pollutant.unknown")
                continue
            tonnes = self.mass(amount, at, subject)
            if subject in found:
                self.object(at, name, "synergy.subject.twice", subject=subject)
            elif tonnes is not None and least is not None and tonnes < least:
                self.object(at, _shown(amount), "import.number.negative")
            elif tonnes is not None:
                found[subject] = tonnes
        return found

    def day(self, value: Plain, place: str) -> date:
        try:
            return date.fromisoformat(_shown(value))
        except ValueError:
            self.object(place, _shown(value), "synergy.date.bad")
            return self.known.today


def case_of(document: Plain, known: Known) -> tuple[Case | None, tuple[Fault, ...]]:
    """
    Return the case that a file states, or every objection to it.

    Parameters
    ----------
    document
        Tables, lists and text; numbers as text with their unit: ``3 t``, ``2,000 tCO2e``,
        ``120000 CNY``.
    known
        Names of pollutants, weight sets and the day.

    Returns
    -------
    tuple
        The case, in t, tCO2e and CNY, or None; and the faults, each with its place
        (``measures[0].reductions.so2``).

    Examples
    --------
    >>> from copark.synergy.calc.equivalent import WeightSet
    >>> taxes = WeightSet("CN_TAX_ZJ", "CNY/kg", date(2018, 1, 1), {})
    >>> known = Known({"co2": "co2"}, lambda day: {"CN_TAX_ZJ": taxes}, date(2025, 1, 1))
    >>> document = {
    ...     "baseline": {"co2": "5,000 tCO2e"},
    ...     "measures": [{"name": "heat pump", "reductions": {"co2": "2 km"}}],
    ... }
    >>> case, faults = case_of(document, known)
    >>> case is None, faults[0].cell, faults[0].code
    (True, 'measures[0].reductions.co2', 'import.unit.unknown')
    """
    reader = _Reader(known)
    table = reader.table(document, "", FIELDS)
    if reader.faults and not table:
        return None, tuple(reader.faults)
    weights = _weights(reader, table)
    price = table.get("carbon_price")
    carbon_price = None if price is None else reader.money(price, "carbon_price", PRICE)
    if carbon_price is not None and carbon_price < 0:
        reader.object("carbon_price", _shown(price), "import.number.negative")
    name = reader.text(table["name"], "name") if table.get("name") is not None else ""
    baseline = reader.amounts(table.get("baseline"), "baseline", least=Decimal(0))
    measures = _measures(reader, table.get("measures"))
    if reader.faults or weights is None:
        return None, tuple(reader.faults)
    return Case(name, baseline, measures, weights, carbon_price), ()


def as_fault(refused: Refused) -> Fault:
    """Return a refusal of the calculation as the objection to a place of the file."""
    facts = {name: str(value) for name, value in refused.facts.items()}
    facts["message"] = refused.message
    place = facts.pop("place", facts.get("field", ""))
    return Fault(0, place, place.rpartition(".")[2], facts.pop("value", ""), refused.code, facts)


def _weights(reader: _Reader, table: Mapping[str, Plain]) -> WeightSet | None:
    day = reader.known.today
    if table.get("date") is not None:
        day = reader.day(table["date"], "date")
    sets = reader.known.weight_sets(day)
    given = table.get("weights")
    name = DEFAULT_WEIGHTS if given is None else reader.text(given, "weights")
    found = sets.get(name)
    if found is None and name:
        reader.object("weights", name, "synergy.weights.unknown", allowed=", ".join(sets))
    return found


def _measures(reader: _Reader, value: Plain) -> tuple[Measure, ...]:
    if not isinstance(value, list) or not value:
        reader.object("measures", _shown(value), "synergy.file.list")
        return ()
    if len(value) > MOST_MEASURES:
        reader.object("measures", str(len(value)), "synergy.file.long", limit=str(MOST_MEASURES))
        return ()
    return tuple(_measure(reader, row, f"measures[{number}]") for number, row in enumerate(value))


def _measure(reader: _Reader, value: Plain, place: str) -> Measure:
    if not isinstance(value, dict):
        reader.object(place, _shown(value), "synergy.file.table")
        return Measure("", {})
    row = reader.table(value, place, MEASURE_FIELDS)
    cost = row.get("annual_cost")
    money = ("CNY", "1e4CNY")
    return Measure(
        name=reader.text(row.get("name"), f"{place}.name"),
        reductions=reader.amounts(row.get("reductions"), f"{place}.reductions", least=None),
        annual_cost=None if cost is None else reader.money(cost, f"{place}.annual_cost", money),
    )


def _under(place: str, key: str) -> str:
    return f"{place}.{key[:40]}" if place else key[:40]


def _shown(value: Plain) -> str:
    if value is None:
        return ""
    return (
        value if isinstance(value, str) else f"({'table' if isinstance(value, dict) else 'list'})"
    )
