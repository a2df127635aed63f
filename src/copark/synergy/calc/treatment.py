"""Carbon that the treatment of a pollutant costs: the other side of every end-of-pipe measure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from copark.kernel import bounds

M_CO2 = Decimal(44)  #: Molar mass of carbon dioxide. [g/mol]
M_C = Decimal(12)  #: Molar mass of carbon. [g/mol]
M_SO2 = Decimal(64)  #: Molar mass of sulphur dioxide. [g/mol]


@dataclass(frozen=True, slots=True)
class Treatment:
    """What a treatment plant emits in a year, and the pollutant it removes."""

    removed: Decimal  #: Pollutant removed. [t]
    direct: Decimal = Decimal(0)  #: Carbonate, urea, burnt VOC, methane of COD. [tCO2e]
    electricity: Decimal = Decimal(0)  #: [tCO2e]
    heat: Decimal = Decimal(0)  #: Heat and fuel. [tCO2e]
    chemicals: Decimal = Decimal(0)  #: [tCO2e]
    recovered: Decimal = Decimal(0)  #: Biogas, heat or CO2 made use of. [tCO2e]

    @property
    def net(self) -> Decimal:
        """Carbon of the plant; negative where more is recovered than emitted. [tCO2e]"""
        return self.direct + self.electricity + self.heat + self.chemicals - self.recovered


def burden_of(treatment: Treatment) -> Decimal | None:
    r"""
    Return the carbon emitted for each tonne of pollutant removed [1]_.

    Parameters
    ----------
    treatment
        Emissions and removal of one plant and year.

    Returns
    -------
    Decimal or None
        Negative where removal saves carbon; None where nothing is removed. [tCO2e/t]

    Raises
    ------
    OutOfBounds
        If an amount is negative.

    Notes
    -----
    .. math:: b = \frac{E_{direct} + E_{power} + E_{heat} + E_{chemicals} - E_{recovered}}{m}

    Examples
    --------
    >>> oxidiser = Treatment(
    ...     removed=Decimal(99),
    ...     direct=Decimal("331.23"),
    ...     electricity=Decimal("99.48"),
    ...     heat=Decimal("108.11"),
    ... )
    >>> oxidiser.net, round(burden_of(oxidiser), 3)
    (Decimal('538.82'), Decimal('5.443'))

    References
    ----------
    .. [1] 环办科技〔2017〕73号 (structure from memory, to be verified against the document).
    """
    bounds.not_negative(
        removed=treatment.removed,
        direct=treatment.direct,
        electricity=treatment.electricity,
        heat=treatment.heat,
        chemicals=treatment.chemicals,
        recovered=treatment.recovered,
    )
    return treatment.net / treatment.removed if treatment.removed else None


def co2_from_limestone(*, removed: Decimal) -> Decimal:
    r"""
    Return the carbon dioxide that limestone gives off in flue-gas desulphurisation.

    Parameters
    ----------
    removed
        Sulphur dioxide removed. [t]

    Returns
    -------
    Decimal
        One molecule for each of sulphur dioxide. [tCO2]

    Raises
    ------
    OutOfBounds
        If `removed` is negative.

    Notes
    -----
    .. math:: E = m_{SO_2} \cdot 44 / 64

    Examples
    --------
    >>> co2_from_limestone(removed=Decimal(64))
    Decimal('44')
    """
    bounds.not_negative(removed=removed)
    return removed * M_CO2 / M_SO2


def co2_from_burnt_voc(*, fed: Decimal, efficiency: Decimal, carbon_fraction: Decimal) -> Decimal:
    r"""
    Return the carbon dioxide of VOC that an oxidiser or a flare destroys.

    Parameters
    ----------
    fed
        VOC led into the device. [t]
    efficiency
        Destruction and removal efficiency, from 0 to 1. [-]
    carbon_fraction
        Mass of carbon in the VOC, from 0 to 1. [-]

    Returns
    -------
    Decimal
        Carbon dioxide, without that of the support fuel. [tCO2]

    Raises
    ------
    OutOfBounds
        If `fed` is negative or a share lies outside 0 to 1.

    Notes
    -----
    .. math:: E = m \cdot DRE \cdot w_C \cdot 44 / 12

    Examples
    --------
    A hundred tonnes of toluene at 99 %:

    >>> burnt = co2_from_burnt_voc(
    ...     fed=Decimal(100), efficiency=Decimal("0.99"), carbon_fraction=Decimal("0.91248")
    ... )
    >>> round(burnt, 2)
    Decimal('331.23')
    """
    bounds.not_negative(fed=fed)
    bounds.share(efficiency=efficiency, carbon_fraction=carbon_fraction)
    return fed * efficiency * carbon_fraction * M_CO2 / M_C
