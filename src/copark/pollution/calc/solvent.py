"""
Balance of a solvent at an enterprise: the tie between pollution and carbon.

What is bought leaves in the product, to the air, to water, with waste or destroyed. What is
recovered goes round: it counts as used again and closes the loop.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.kernel import bounds
from copark.kernel.errors import Refused
from copark.kernel.figure import Figure, Ingredient, Source

if TYPE_CHECKING:
    from collections.abc import Iterable

M_CO2 = Decimal(44)  #: Molar mass of carbon dioxide. [g/mol]
M_C = Decimal(12)  #: Molar mass of carbon. [g/mol]
MEASURED = "measured"
BY_DIFFERENCE = "by difference"


@dataclass(frozen=True, slots=True)
class SolventYear:
    """What became of one solvent in a period. [t]"""

    solvent: str
    bought: Decimal
    opening: Decimal = Decimal(0)  #: In store at the start.
    closing: Decimal = Decimal(0)  #: In store at the end.
    recovered: Decimal = Decimal(0)  #: Won back from the process.
    sold: Decimal = Decimal(0)  #: Part of what was recovered that left the enterprise.
    in_product: Decimal = Decimal(0)
    to_water: Decimal = Decimal(0)
    to_waste: Decimal = Decimal(0)
    destroyed: Decimal = Decimal(0)  #: Really oxidised, not merely led to the device.
    to_air: Decimal | None = None  #: Measured; None finds it by difference.


@dataclass(frozen=True, slots=True)
class Solvent:
    """What has to be known of a substance."""

    name: str
    carbon_fraction: Decimal  #: Mass of carbon in it. [-]
    source: Source
    is_voc: bool = True


@dataclass(frozen=True, slots=True)
class SolventBalance:
    """A closed balance of one solvent."""

    year: SolventYear
    used: Decimal  #: Led into the process, recovered solvent counted each time. [t]
    consumed: Decimal  #: Fresh solvent taken from the store. [t]
    to_air: Decimal  #: [t]
    air_method: str  #: ``measured`` or ``by difference``.
    error: Decimal  #: Used less accounted for. [t]
    relative_error: Decimal  #: Of what was used. [-]
    recovery_rate: Decimal  #: Recovered of used. [-]
    voc_to_air: Decimal  #: [t]
    co2: Decimal  #: Of what was destroyed. [tCO2]


@dataclass(frozen=True, slots=True)
class EnterpriseBalance:
    """The balances of an enterprise, added up. [t]"""

    solvents: tuple[SolventBalance, ...]
    used: Decimal
    consumed: Decimal
    recovered: Decimal
    in_product: Decimal
    to_air: Decimal
    to_water: Decimal
    to_waste: Decimal
    destroyed: Decimal
    error: Decimal
    voc_to_air: Decimal
    co2: Decimal  #: [tCO2]


def balance(year: SolventYear, solvent: Solvent, *, allowed: Decimal) -> SolventBalance:
    r"""
    Return the balance of a solvent, or refuse one that does not close.

    Parameters
    ----------
    year
        Masses of the period. [t]
    solvent
        Its carbon, and whether it counts as VOC.
    allowed
        Largest relative error, of what was used, from 0 to 1. [-]

    Returns
    -------
    SolventBalance
        Closed; where the air was not measured it takes what is left.

    Raises
    ------
    OutOfBounds
        If a mass is negative or a share outside 0 to 1.
    Refused
        ``pollution.solvent.open``, if the error is larger than allowed or more goes out than came
        in; ``pollution.solvent.sold``, if more was sold than recovered;
        ``pollution.solvent.other``, if the substance is another one.

    Notes
    -----
    .. math::

        used &= opening + bought + (recovered - sold) - closing \\
        used &= recovered + product + air + water + waste + destroyed \\
        E_{CO_2} &= destroyed \cdot w_C \cdot 44 / 12

    Examples
    --------
    >>> toluene = Solvent("toluene", Decimal("0.91248"), Source("C7H8", "memory"))
    >>> year = SolventYear(
    ...     "toluene",
    ...     bought=Decimal(150),
    ...     opening=Decimal(10),
    ...     closing=Decimal(10),
    ...     recovered=Decimal(850),
    ...     to_water=Decimal(5),
    ...     to_waste=Decimal(40),
    ...     destroyed=Decimal(99),
    ... )
    >>> found = balance(year, toluene, allowed=Decimal("0.05"))
    >>> found.used, found.to_air, found.recovery_rate, round(found.co2, 2)
    (Decimal('1000'), Decimal('6'), Decimal('0.85'), Decimal('331.23'))

    References
    ----------
    .. [1] 环境保护税法 article 10 (3), material balance; carbon by stoichiometry.
    """
    _check(year, solvent, allowed)
    used = year.opening + year.bought + year.recovered - year.sold - year.closing
    elsewhere = year.recovered + year.in_product + year.to_water + year.to_waste + year.destroyed
    to_air = used - elsewhere if year.to_air is None else year.to_air
    error = used - elsewhere - to_air
    if to_air < 0 or abs(error) > allowed * max(used, Decimal(0)):
        raise _open(year, used, elsewhere, allowed)
    return SolventBalance(
        year=year,
        used=used,
        consumed=year.opening + year.bought - year.closing,
        to_air=to_air,
        air_method=BY_DIFFERENCE if year.to_air is None else MEASURED,
        error=error,
        relative_error=error / used if used else Decimal(0),
        recovery_rate=year.recovered / used if used else Decimal(0),
        voc_to_air=to_air if solvent.is_voc else Decimal(0),
        co2=co2_from_destroyed(destroyed=year.destroyed, carbon_fraction=solvent.carbon_fraction),
    )


def co2_from_destroyed(*, destroyed: Decimal, carbon_fraction: Decimal) -> Decimal:
    r"""
    Return the carbon dioxide that destroyed solvent becomes.

    Parameters
    ----------
    destroyed
        Mass oxidised. [t]
    carbon_fraction
        Mass of carbon in the solvent, from 0 to 1. [-]

    Returns
    -------
    Decimal
        Carbon dioxide, unrounded. [tCO2]

    Raises
    ------
    OutOfBounds
        If `destroyed` is negative or `carbon_fraction` outside 0 to 1.

    Notes
    -----
    .. math:: E = m \cdot w_C \cdot 44 / 12

    Examples
    --------
    >>> round(co2_from_destroyed(destroyed=Decimal(99), carbon_fraction=Decimal("0.91248")), 2)
    Decimal('331.23')
    """
    bounds.not_negative(destroyed=destroyed)
    bounds.share(carbon_fraction=carbon_fraction)
    return destroyed * carbon_fraction * M_CO2 / M_C


def of_enterprise(balances: Iterable[SolventBalance]) -> EnterpriseBalance:
    """
    Return the balances of an enterprise, added up.

    Raises
    ------
    Refused
        ``pollution.solvent.twice``, if a solvent comes twice.
    """
    held = tuple(balances)
    names = [row.year.solvent for row in held]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        message = f"{twice} has two balances; add their masses in one."
        raise Refused("pollution.solvent.twice", message, field="solvent", value=twice)
    return EnterpriseBalance(
        solvents=held,
        used=_sum(row.used for row in held),
        consumed=_sum(row.consumed for row in held),
        recovered=_sum(row.year.recovered for row in held),
        in_product=_sum(row.year.in_product for row in held),
        to_air=_sum(row.to_air for row in held),
        to_water=_sum(row.year.to_water for row in held),
        to_waste=_sum(row.year.to_waste for row in held),
        destroyed=_sum(row.year.destroyed for row in held),
        error=_sum(row.error for row in held),
        voc_to_air=_sum(row.voc_to_air for row in held),
        co2=_sum(row.co2 for row in held),
    )


def figures_of(found: SolventBalance, solvent: Solvent, period: str = "") -> tuple[Figure, Figure]:
    """Return VOC to the air [t] and CO2 of what was destroyed [tCO2], each with its making."""
    year = found.year
    masses = {
        "opening": year.opening,
        "bought": year.bought,
        "closing": year.closing,
        "recovered": year.recovered,
        "sold": year.sold,
        "in product": year.in_product,
        "to water": year.to_water,
        "to waste": year.to_waste,
        "destroyed": year.destroyed,
    }
    grade = "estimated" if found.air_method == BY_DIFFERENCE else ""
    voc = Figure(
        f"VOC to air: {year.solvent}",
        found.voc_to_air,
        "t",
        f"solvent balance, air {found.air_method}",
        period,
        tuple(Ingredient(name, mass, "t") for name, mass in masses.items()),
        grade=grade,
    )
    carbon = Ingredient("carbon fraction", solvent.carbon_fraction, "fraction", solvent.source)
    co2 = Figure(
        f"CO2 of destroyed {year.solvent}",
        found.co2,
        "tCO2",
        "destroyed x carbon fraction x 44/12",
        period,
        (Ingredient("destroyed", year.destroyed, "t"), carbon),
    )
    return voc, co2


def _check(year: SolventYear, solvent: Solvent, allowed: Decimal) -> None:
    bounds.not_negative(
        bought=year.bought,
        opening=year.opening,
        closing=year.closing,
        recovered=year.recovered,
        sold=year.sold,
        in_product=year.in_product,
        to_water=year.to_water,
        to_waste=year.to_waste,
        destroyed=year.destroyed,
        to_air=year.to_air,
    )
    bounds.share(allowed=allowed)
    if year.solvent != solvent.name:
        message = f"The balance is of {year.solvent}, the carbon of {solvent.name}."
        raise Refused("pollution.solvent.other", message, field="solvent", value=solvent.name)
    if year.sold > year.recovered:
        message = f"{year.solvent}: sold {year.sold} t of {year.recovered} t recovered."
        raise Refused("pollution.solvent.sold", message, field="sold", value=str(year.sold))


def _open(year: SolventYear, used: Decimal, elsewhere: Decimal, allowed: Decimal) -> Refused:
    air = "" if year.to_air is None else f" and {year.to_air} t to the air"
    message = (
        f"{year.solvent}: {used} t were used, but {elsewhere} t{air} are accounted for; the "
        f"balance must close within {_percent(allowed)} %."
    )
    return Refused(
        "pollution.solvent.open", message, field=year.solvent, value=str(used), rule=str(allowed)
    )


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))


def _percent(share: Decimal) -> str:
    return f"{round(share * 100, 3).normalize():f}"
