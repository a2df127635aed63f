"""What was released against what a permit and a standard allow."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal  # noqa: TC003 - the examples use it

from copark.kernel import bounds
from copark.kernel.errors import Refused
from copark.kernel.rounding import rounded_gbt8170
from copark.kernel.verdicts import Failed, Passed, Verdict


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit, with the time over which it is judged."""

    value: Decimal
    unit: str
    averaging: str  #: As the standard says, e.g. ``1 h mean``, ``daily mean``, ``annual``.
    source: str


@dataclass(frozen=True, slots=True)
class Mean:
    """A measured mean, with the time it was formed over."""

    value: Decimal
    unit: str
    averaging: str


@dataclass(frozen=True, slots=True)
class Used:
    """How far the annual total of a permit is used up. [t]"""

    released: Decimal
    permitted: Decimal
    left: Decimal  #: Negative when exceeded.
    share: Decimal | None  #: None where nothing is permitted. [-]
    verdict: Verdict


def against_limit(mean: Mean, limit: Limit, *, places: Decimal | None = None) -> Verdict:
    """
    Judge a mean against a limit; equal to the limit meets it.

    Parameters
    ----------
    mean
        Measured, in the unit and over the time of the limit.
    limit
        Of a standard or permit.
    places
        Rounding interval of the limit, to judge by the rounded value (修约值比较法); None judges by
        all digits (全数值比较法).

    Returns
    -------
    Verdict
        Why and on what authority, where it fails.

    Raises
    ------
    Refused
        ``pollution.limit.averaging`` or ``pollution.limit.unit``: an hour does not judge a day.

    Examples
    --------
    >>> limit = Limit(Decimal(60), "mg/m3", "1 h mean", "GB 37823-2019 table 2")
    >>> bool(against_limit(Mean(Decimal("60.4"), "mg/m3", "1 h mean"), limit))
    False
    >>> bool(against_limit(Mean(Decimal("60.4"), "mg/m3", "1 h mean"), limit, places=Decimal(1)))
    True

    References
    ----------
    .. [1] GB/T 8170-2008 for the two ways to compare (to be verified); say which one is used.
    """
    for field in ("averaging", "unit"):
        held, wanted = getattr(mean, field), getattr(limit, field)
        if held != wanted:
            message = f"{field} of the mean is {held}; the limit is judged by {wanted}."
            raise Refused("pollution.limit." + field, message, field=field, value=held)
    value = mean.value if places is None else rounded_gbt8170(mean.value, places)
    if value <= limit.value:
        return Passed()
    reason = f"{value} {mean.unit} is above the limit of {limit.value} ({limit.averaging})"
    return Failed(reason, limit.source)


def against_permit(*, released: Decimal, permitted: Decimal, source: str) -> Used:
    """
    Return how far the annual total of a permit is used up.

    Parameters
    ----------
    released
        In the year so far. [t]
    permitted
        Annual total of the permit. [t]
    source
        The permit.

    Returns
    -------
    Used
        Share, rest and verdict. [t]

    Raises
    ------
    OutOfBounds
        If a mass is negative.

    Examples
    --------
    >>> used = against_permit(released=Decimal(9), permitted=Decimal(12), source="permit 9133…")
    >>> used.share, used.left, bool(used.verdict)
    (Decimal('0.75'), Decimal('3'), True)
    >>> used = against_permit(released=Decimal(1), permitted=Decimal(0), source="permit 9133…")
    >>> used.share is None, bool(used.verdict)
    (True, False)
    """
    bounds.not_negative(released=released, permitted=permitted)
    verdict: Verdict = Passed()
    if released > permitted:
        verdict = Failed(f"{released} t is above the permitted {permitted} t a year", source)
    share = released / permitted if permitted else None
    return Used(released, permitted, permitted - released, share, verdict)
