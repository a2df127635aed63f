"""Balance of a hazardous waste at an enterprise."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from copark.kernel import bounds
from copark.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class WasteYear:
    """What became of one kind of waste in a period. [t]"""

    code: str  #: Of the national list, e.g. ``900-404-06``.
    opening: Decimal  #: In store at the start.
    made: Decimal
    received: Decimal = Decimal(0)  #: From others.
    recycled: Decimal = Decimal(0)  #: In the plant.
    treated: Decimal = Decimal(0)  #: In the plant: burnt, neutralised, buried.
    handed_over: Decimal = Decimal(0)  #: To a permitted unit, by manifest.
    stored: Decimal = Decimal(0)  #: In store at the end.


@dataclass(frozen=True, slots=True)
class WasteBalance:
    """A balance that closes within the error allowed."""

    into: Decimal  #: Opening, made and received. [t]
    out: Decimal  #: Recycled, treated, handed over and stored. [t]
    error: Decimal  #: What came in less what went out; positive is missing. [t]
    relative_error: Decimal  #: Of what came in. [-]


def balance(year: WasteYear, *, allowed: Decimal) -> WasteBalance:
    r"""
    Return the balance of a waste, or refuse one that does not close.

    Parameters
    ----------
    year
        Masses of the period. [t]
    allowed
        Largest relative error, from 0 to 1. [-]

    Returns
    -------
    WasteBalance
        Sums and error. [t]

    Raises
    ------
    OutOfBounds
        If a mass is negative or `allowed` outside 0 to 1.
    Refused
        ``pollution.waste.open``, if the error is larger than allowed.

    Notes
    -----
    .. math:: opening + made + received = recycled + treated + handed\ over + stored

    Examples
    --------
    >>> year = WasteYear(
    ...     "900-404-06",
    ...     opening=Decimal(5),
    ...     made=Decimal(120),
    ...     recycled=Decimal(80),
    ...     handed_over=Decimal(40),
    ...     stored=Decimal("4.5"),
    ... )
    >>> balance(year, allowed=Decimal("0.01")).relative_error
    Decimal('0.004')
    >>> balance(year, allowed=Decimal("0.001"))
    Traceback (most recent call last):
    copark.kernel.errors.Refused: 900-404-06: 125 t in, 124.5 t out; 0.4 % is more than 0.1 %.

    References
    ----------
    .. [1] Mass balance; ledger items after HJ 1259-2022, to be verified.
    """
    _check(year, allowed)
    into = year.opening + year.made + year.received
    out = year.recycled + year.treated + year.handed_over + year.stored
    error = into - out
    relative = error / into if into else Decimal(0)
    if abs(relative) > allowed or (not into and out):
        raise _open(year, into, out, abs(relative), allowed)
    return WasteBalance(into, out, error, relative)


def _check(year: WasteYear, allowed: Decimal) -> None:
    bounds.not_negative(
        opening=year.opening,
        made=year.made,
        received=year.received,
        recycled=year.recycled,
        treated=year.treated,
        handed_over=year.handed_over,
        stored=year.stored,
    )
    bounds.share(allowed=allowed)


def _open(
    year: WasteYear, into: Decimal, out: Decimal, relative: Decimal, allowed: Decimal
) -> Refused:
    error = f"{_percent(relative)} %" if into else "all of it"
    message = f"{year.code}: {into} t in, {out} t out; {error} is more than {_percent(allowed)} %."
    return Refused(
        "pollution.waste.open", message, field=year.code, value=str(into - out), rule=str(allowed)
    )


def _percent(share: Decimal) -> str:
    return f"{round(share * 100, 3).normalize():f}"
