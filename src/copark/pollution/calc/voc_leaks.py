"""Volatile organic compounds from leaking components (LDAR)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from copark.kernel import bounds, tables
from copark.kernel.errors import Refused
from copark.kernel.figure import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PEG = Decimal(100_000)  #: Where a detector of wide range ends. [umol/mol]
LOW_PEG = Decimal(10_000)  #: Where a detector of narrow range ends. [umol/mol]


@dataclass(frozen=True, slots=True)
class LeakFactor:
    """Correlation of a kind of component, and its values at the ends of the detector."""

    component: str
    slope: Decimal  #: a of a·SV^b. [kg TOC/h]
    power: Decimal  #: b of a·SV^b. [-]
    default_zero: Decimal  #: Nothing found above the background. [kg TOC/h]
    pegged_low: Decimal  #: Detector at its end of 10,000. [kg TOC/h]
    pegged: Decimal  #: Detector at its end of 100,000. [kg TOC/h]
    source: Source
    note: str


@dataclass(frozen=True, slots=True)
class Component:
    """A component as it was screened, and the stream in it."""

    kind: str
    screening: Decimal  #: Net of the background. [umol/mol]
    hours: Decimal  #: In service in the period. [h]
    voc_fraction: Decimal = Decimal(1)  #: Mass of VOC in the stream. [-]
    toc_fraction: Decimal = Decimal(1)  #: Mass of TOC in the stream. [-]
    count: int = 1  #: Components alike.
    pegged_at: Decimal | None = None  #: 10,000 or 100,000, if the detector stood at its end.


def leak_factors(text: str) -> dict[str, LeakFactor]:
    """Return the factors of ``voc_leak_factors.csv`` by kind of component."""
    return {
        row["component"]: LeakFactor(
            component=row["component"],
            slope=Decimal(row["corr_a"]),
            power=Decimal(row["corr_b"]),
            default_zero=Decimal(row["default_zero"]),
            pegged_low=Decimal(row["pegged_10000"]),
            pegged=Decimal(row["pegged_100000"]),
            source=Source(row["source"], row["confidence"]),
            note=row["note"],
        )
        for row in tables.rows(text)
    }


def leak_rate_epa(
    factor: LeakFactor, screening: Decimal, pegged_at: Decimal | None = None
) -> Decimal:
    r"""
    Return how much organic carbon compound one component loses an hour [1]_.

    Parameters
    ----------
    factor
        Correlation of its kind.
    screening
        Screening value net of the background. [umol/mol]
    pegged_at
        End of the detector's range (10,000 or 100,000), if it stood there. [umol/mol]

    Returns
    -------
    Decimal
        Leak rate. [kg TOC/h]

    Raises
    ------
    OutOfBounds
        If `screening` is negative.
    Refused
        ``pollution.leak.peg``, if there is no factor for that end.

    Notes
    -----
    .. math:: e = a \cdot SV^b

    At a screening value of zero the default-zero rate holds, and no rate is below it; at the end
    of the detector the pegged one holds, and a value of 100,000 or more is taken as pegged.

    Examples
    --------
    >>> valve = LeakFactor(
    ...     "gas_valve",
    ...     Decimal("1.87E-6"),
    ...     Decimal("0.873"),
    ...     Decimal("6.6E-7"),
    ...     Decimal("0.024"),
    ...     Decimal("0.11"),
    ...     Source("EPA-453/R-95-017", "memory"),
    ...     "",
    ... )
    >>> round(leak_rate_epa(valve, Decimal(1000)), 6)
    Decimal('0.000778')
    >>> leak_rate_epa(valve, Decimal(0)), leak_rate_epa(valve, Decimal(100000))
    (Decimal('6.6E-7'), Decimal('0.11'))

    References
    ----------
    .. [1] EPA-453/R-95-017, tables 2-9, 2-11, 2-13; 环办〔2015〕104号, to be verified.
    """
    bounds.not_negative(screening=screening)
    if pegged_at is not None and pegged_at not in {LOW_PEG, PEG}:
        message = f"pegged_at is {pegged_at}; factors are kept for 10000 and 100000 umol/mol."
        raise Refused("pollution.leak.peg", message, field="pegged_at", value=str(pegged_at))
    if pegged_at == LOW_PEG:
        return factor.pegged_low
    if pegged_at == PEG or screening >= PEG:
        return factor.pegged
    if not screening:
        return factor.default_zero
    return max(factor.default_zero, _correlated(factor.slope, factor.power, screening))


@lru_cache(4096)  # a broken power takes long, and the screening values of a plant come again
def _correlated(slope: Decimal, power: Decimal, screening: Decimal) -> Decimal:
    return slope * screening**power


def voc_from_leaks(components: Iterable[Component], factors: Mapping[str, LeakFactor]) -> Decimal:
    r"""
    Return the VOC that leaks from components in the period.

    Parameters
    ----------
    components
        Components as screened.
    factors
        Correlations by kind.

    Returns
    -------
    Decimal
        VOC. [kg]

    Raises
    ------
    Refused
        ``pollution.leak.component``, if there is no factor for the kind; ``pollution.leak.stream``,
        if a stream holds more VOC than TOC, or no TOC.
    OutOfBounds
        If a number is negative or a fraction outside 0 to 1.

    Notes
    -----
    .. math:: E = \sum_i e_i \cdot \frac{WF_{VOC}}{WF_{TOC}} \cdot t_i

    Examples
    --------
    >>> flange = LeakFactor(
    ...     "connector",
    ...     Decimal("3.05E-6"),
    ...     Decimal("0.885"),
    ...     Decimal("6.1E-7"),
    ...     Decimal("0.044"),
    ...     Decimal("0.22"),
    ...     Source("EPA-453/R-95-017", "memory"),
    ...     "",
    ... )
    >>> quiet = Component("connector", Decimal(0), Decimal(8000), count=1000)
    >>> voc_from_leaks([quiet], {"connector": flange})
    Decimal('4.88000000')
    """
    return sum((_voc(component, factors) for component in components), Decimal(0))


def _voc(component: Component, factors: Mapping[str, LeakFactor]) -> Decimal:
    bounds.not_negative(hours=component.hours, count=Decimal(component.count))
    bounds.share(voc_fraction=component.voc_fraction, toc_fraction=component.toc_fraction)
    if component.kind not in factors:
        names = ", ".join(factors)
        message = f"There is no leak factor for “{component.kind}”; there are {names}."
        raise Refused("pollution.leak.component", message, field="kind", value=component.kind)
    if not component.toc_fraction or component.voc_fraction > component.toc_fraction:
        message = (
            f"voc_fraction is {component.voc_fraction} and toc_fraction {component.toc_fraction}; "
            "VOC is a part of TOC."
        )
        raise Refused("pollution.leak.stream", message, field="voc_fraction")
    rate = leak_rate_epa(factors[component.kind], component.screening, component.pegged_at)
    mass = rate * component.count * component.hours
    return mass * component.voc_fraction / component.toc_fraction
