"""Rounding of measured and calculated values as GB/T 8170 asks."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

DIGITS = 60  #: Digits carried while rounding; more than any value that comes in.


def rounded_gbt8170(value: Decimal, interval: Decimal) -> Decimal:
    """
    Return the value rounded to a multiple of the interval, in one step [1]_.

    Above half goes up, below half goes down, exactly half goes to the even multiple. A negative
    number is rounded by its absolute value.

    Parameters
    ----------
    value
        Unrounded, made from its text and never from a binary float. [any]
    interval
        Rounding interval (修约间隔), e.g. 0.1, 1, 100, or 0.5 for rounding by half units. [same]

    Returns
    -------
    Decimal
        A multiple of `interval`. [same]

    Raises
    ------
    ValueError
        If `interval` is not positive, or a number is not finite.

    Notes
    -----
    Round once, from the unrounded value: rounding 8.53459 first to 8.5346 and 8.535 would give
    8.54. In binary floating point 0.35 and 1.05 do not exist.

    Examples
    --------
    >>> rounded_gbt8170(Decimal("1.050"), Decimal("0.1"))
    Decimal('1.0')
    >>> rounded_gbt8170(Decimal("-0.0365"), Decimal("0.001"))
    Decimal('-0.036')
    >>> rounded_gbt8170(Decimal(1268), Decimal("1E+2"))
    Decimal('1300')
    >>> rounded_gbt8170(Decimal("60.25"), Decimal("0.5"))
    Decimal('60.0')

    References
    ----------
    .. [1] GB/T 8170-2008 数值修约规则与极限数值的表示和判定.
    """
    if not (value.is_finite() and interval.is_finite()) or interval <= 0:
        message = f"cannot round {value} to the interval {interval}"
        raise ValueError(message)
    context = Context(prec=DIGITS)
    count = context.divide(value, interval).to_integral_value(ROUND_HALF_EVEN)
    return context.multiply(count, interval) + 0
