"""Coupling coordination degree of two systems (协同度), and its classes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.kernel import bounds, tables
from copark.kernel.errors import Refused
from copark.kernel.figure import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

HALF = Decimal("0.5")
LOWER_CLOSED = "lower <="  #: How the interval of a class begins when its lower bound belongs to it.


@dataclass(frozen=True, slots=True)
class Coordination:
    """Coupling, level and coordination of two systems. [-]"""

    coupling: Decimal | None  #: C; None where both systems are at zero.
    level: Decimal  #: T.
    degree: Decimal  #: D.


@dataclass(frozen=True, slots=True)
class Class:
    """A class of a scheme."""

    scheme: str
    measure: str  #: ``D``, ``C`` or ``U1/U2``.
    rank: int
    name: str  #: As the source prints it.
    lower: Decimal
    upper: Decimal | None
    is_lower_closed: bool
    source: Source


def coordination(first: Decimal, second: Decimal, *, share: Decimal = HALF) -> Coordination:
    r"""
    Return the coupling coordination degree of two systems.

    Parameters
    ----------
    first, second
        Levels of the two systems, from 0 to 1. [-]
    share
        Weight of the first one, from 0 to 1. [-]

    Returns
    -------
    Coordination
        Where both are zero there is no coupling, and the degree is zero. [-]

    Raises
    ------
    OutOfBounds
        If a number lies outside 0 to 1.

    Notes
    -----
    .. math:: C = \frac{2 \sqrt{U_1 U_2}}{U_1 + U_2}, \quad T = a U_1 + (1 - a) U_2, \quad
              D = \sqrt{C T}

    Examples
    --------
    >>> found = coordination(Decimal("0.6"), Decimal("0.8"))
    >>> round(found.coupling, 6), found.level, round(found.degree, 6)
    (Decimal('0.989743'), Decimal('0.70'), Decimal('0.832358'))
    """
    bounds.share(first=first, second=second, share=share)
    level = share * first + (1 - share) * second
    if not first + second:
        return Coordination(None, level, Decimal(0))
    coupling = 2 * (first * second).sqrt() / (first + second)
    return Coordination(coupling, level, (coupling * level).sqrt())


def classes(text: str) -> tuple[Class, ...]:
    """Return the classes of ``coordination_classes.csv``."""
    return tuple(
        Class(
            scheme=row["scheme"],
            measure=row["measure"],
            rank=int(row["rank"]),
            name=row["name"],
            lower=Decimal(row["lower"]),
            upper=tables.number(row["upper"]),
            is_lower_closed=row["interval"].startswith(LOWER_CLOSED),
            source=Source(row["source"], row["confidence"]),
        )
        for row in tables.rows(text)
    )


def class_of(value: Decimal, known: Sequence[Class], *, scheme: str, measure: str = "D") -> Class:
    """
    Return the class of a value in a scheme; the schemes disagree, so name the one that was used.

    Parameters
    ----------
    value
        Degree, coupling or ratio. [-]
    known
        Classes of all schemes.
    scheme
        ``CCD_TEN``, ``CCD_SEVEN`` or ``CCD_FIVE``.
    measure
        ``D``, ``C`` or ``U1/U2``.

    Returns
    -------
    Class
        The ends of the scale belong to the first and to the last class.

    Raises
    ------
    Refused
        ``synergy.scheme.unknown``, or ``synergy.class.outside``.

    Examples
    --------
    >>> paper = Source("地理学报 2021 76(4) 表1")
    >>> known = [
    ...     Class("CCD_TEN", "D", 5, "濒临失调", Decimal("0.4"), Decimal("0.5"), False, paper),
    ...     Class("CCD_TEN", "D", 6, "勉强协调", Decimal("0.5"), Decimal("0.6"), False, paper),
    ... ]
    >>> class_of(Decimal("0.5"), known, scheme="CCD_TEN").name
    '濒临失调'

    References
    ----------
    .. [1] 地理学报 2021 76(4) table 1; PMC10908852; PMC8374037.
    """
    steps = [row for row in known if (row.scheme, row.measure) == (scheme, measure)]
    if not steps:
        names = ", ".join(sorted({f"{row.scheme} ({row.measure})" for row in known}))
        message = f"There is no scheme “{scheme}” for {measure}; there are {names}."
        raise Refused("synergy.scheme.unknown", message, field="scheme", value=scheme)
    if value in {steps[0].lower, steps[-1].upper}:
        return steps[0] if value == steps[0].lower else steps[-1]
    found = next((step for step in steps if _holds(step, value)), None)
    if found is None:
        message = f"{measure} is {value}, outside the scale of {scheme}."
        raise Refused("synergy.class.outside", message, field=measure, value=str(value))
    return found


def _holds(step: Class, value: Decimal) -> bool:
    if step.is_lower_closed:
        return step.lower <= value and (step.upper is None or value < step.upper)
    return step.lower < value and (step.upper is None or value <= step.upper)
