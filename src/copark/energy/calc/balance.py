"""Add up what an enterprise declared and metered of each carrier in a year."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.energy.calc.coal_equivalent import coal_equivalent, energy_use
from copark.energy.contracts import Balance, Use
from copark.kernel.heat import heat_of_steam
from copark.kernel.quantity import converted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from copark.energy.calc.tables import Carrier, Coefficient

WHOLE_YEAR = None


@dataclass(frozen=True, slots=True)
class Steam:
    """What turns steam into heat. [kJ/kg]"""

    enthalpy: Decimal
    reference: Decimal


def never_both(declared: Iterable[Use], metered: Iterable[Use]) -> tuple[Use, ...]:
    """
    Return the rows that count: declared ones, and metered ones where nothing was declared.

    A metered month stands only if neither that month nor the whole year was declared as bought,
    for the same enterprise and carrier. So no kilowatt-hour counts twice.

    Examples
    --------
    >>> paper = Use(1, 1, 2025, 1, "electricity", "BOUGHT", Decimal(10), "kWh", "FORM", "")
    >>> meter = Use(0, 1, 2025, 1, "electricity", "BOUGHT", Decimal(11), "kWh", "METER", "")
    >>> [row.origin for row in never_both([paper], [meter])]
    ['FORM']
    """
    declared = tuple(declared)
    known = {
        (row.enterprise_id, row.year, row.carrier, row.month)
        for row in declared
        if row.direction == "BOUGHT"
    }
    free = tuple(
        row
        for row in metered
        if (row.enterprise_id, row.year, row.carrier, row.month) not in known
        and (row.enterprise_id, row.year, row.carrier, WHOLE_YEAR) not in known
    )
    return declared + free


def balances(
    uses: Iterable[Use],
    *,
    carriers: Mapping[str, Carrier],
    coefficients: Mapping[str, Coefficient],
    steam: Steam,
) -> tuple[Balance, ...]:
    """
    Return the balance of each carrier among the uses of one enterprise and year.

    Parameters
    ----------
    uses
        Rows that count, each in its carrier's own unit.
    carriers, coefficients
        The tables, by carrier code and by coefficient key.
    steam
        Enthalpies that turn tonnes of steam into heat. [kJ/kg]

    Returns
    -------
    tuple of Balance
        In the order of the carrier table. Energy in standard coal [tce], heat in [GJ].
    """
    sums: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    metered: dict[str, Decimal] = defaultdict(Decimal)
    for use in uses:
        sums[use.carrier][use.direction] += use.amount
        if use.origin == "METER":
            metered[use.carrier] += use.amount
    return tuple(
        _balance(carriers[code], sums[code], metered[code], coefficients, steam)
        for code in carriers
        if code in sums
    )


def _balance(
    carrier: Carrier,
    sums: Mapping[str, Decimal],
    metered: Decimal,
    coefficients: Mapping[str, Coefficient],
    steam: Steam,
) -> Balance:
    nothing = Decimal(0)
    bought, sold = sums.get("BOUGHT", nothing), sums.get("SOLD", nothing)
    used = energy_use(bought=bought, sold=sold)
    heat = _heat(carrier, used, steam)
    coefficient = coefficients[carrier.tce]
    counted, unit = (used, carrier.unit) if heat is None else (heat, "GJ")
    tce = nothing
    if coefficient.kgce is not None:
        amount = converted(counted, unit, coefficient.unit)
        tce = coal_equivalent(used=amount, kgce_per_unit=coefficient.kgce)
    return Balance(
        carrier=carrier.code,
        kind=carrier.kind,
        name_en=carrier.name_en,
        name_zh=carrier.name_zh,
        fuel=carrier.fuel,
        unit=carrier.unit,
        bought=bought,
        sold=sold,
        made=sums.get("MADE", nothing),
        feedstock=sums.get("FEEDSTOCK", nothing),
        metered=metered,
        heat=heat,
        tce=tce,
    )


def _heat(carrier: Carrier, used: Decimal, steam: Steam) -> Decimal | None:
    if carrier.kind == "steam":
        return heat_of_steam(mass=used, enthalpy=steam.enthalpy, reference=steam.reference)
    return used if carrier.kind == "heat" else None
