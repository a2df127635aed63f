"""Choose between monitored and declared mass, in the order of the environmental tax law."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

KG = Decimal(1000)  #: Kilograms in a tonne.


@dataclass(frozen=True, slots=True)
class Monitored:
    """Mass that automatic monitoring found at one outlet in a year."""

    outlet_id: int
    kg: Decimal  #: [kg]
    hours_covered: int  #: Valid, replaced by rule, or stopped. [h]
    hours_due: int  #: Hours of the year so far. [h]


@dataclass(frozen=True, slots=True)
class Choice:
    """The release that counts, which way it was found, and why."""

    tonnes: Decimal  #: [t]
    method: str  #: ``MONITORED`` or ``DECLARED``.
    reason: str  #: Stable code of the reason.
    coverage: Decimal | None


def coverage_of(outlets: tuple[Monitored, ...]) -> Decimal:
    """
    Return the share of the hours due that monitoring covers, over all outlets. [-]

    Examples
    --------
    >>> coverage_of((Monitored(1, Decimal(1), 50, 100), Monitored(2, Decimal(1), 100, 100)))
    Decimal('0.75')
    """
    due = sum(row.hours_due for row in outlets)
    covered = sum(min(row.hours_covered, row.hours_due) for row in outlets)
    return Decimal(covered) / Decimal(due) if due else Decimal(0)


def chosen(
    *, monitored: tuple[Monitored, ...], declared: Decimal | None, least_coverage: Decimal
) -> Choice | None:
    """
    Return the release that counts: monitored mass, else the declared one [1]_.

    Parameters
    ----------
    monitored
        Mass at each monitored outlet of the pollutant. [kg]
    declared
        Declared release. [t]
    least_coverage
        Share of the hours below which monitored mass does not stand, from 0 to 1. [-]

    Returns
    -------
    Choice or None
        None if there is neither. Monitored mass of too few hours is used only when nothing was
        declared, and its reason then says so.

    Raises
    ------
    ValueError
        If a mass is negative.

    Examples
    --------
    >>> outlet = Monitored(1, kg=Decimal(2500), hours_covered=8000, hours_due=8760)
    >>> choice = chosen(
    ...     monitored=(outlet,), declared=Decimal(3), least_coverage=Decimal("0.75")
    ... )
    >>> choice.tonnes, choice.method, choice.reason
    (Decimal('2.5'), 'MONITORED', 'covered')

    References
    ----------
    .. [1] 中华人民共和国环境保护税法, article 10: compliant automatic monitoring goes first.
    """
    if any(row.kg < 0 for row in monitored) or (declared is not None and declared < 0):
        message = "a released mass must not be negative"
        raise ValueError(message)
    if not monitored:
        return None if declared is None else Choice(declared, "DECLARED", "not-monitored", None)
    coverage = coverage_of(monitored)
    if coverage < least_coverage and declared is not None:
        return Choice(declared, "DECLARED", "coverage-low", coverage)
    tonnes = sum((row.kg for row in monitored), Decimal(0)) / KG
    reason = "covered" if coverage >= least_coverage else "coverage-low-nothing-declared"
    return Choice(tonnes, "MONITORED", reason, coverage)
