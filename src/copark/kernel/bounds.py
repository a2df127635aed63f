"""What a number must be before anything is calculated with it."""

from __future__ import annotations

from decimal import Decimal  # noqa: TC003 - the examples use it

from copark.kernel.errors import Refused


class OutOfBounds(Refused):
    """A number that the rule of its field does not allow."""


def not_negative(**fields: Decimal | None) -> None:
    """
    Refuse a number below zero; None is no number and passes.

    Raises
    ------
    OutOfBounds
        ``value.negative``, with the field, its value and the rule.

    Examples
    --------
    >>> not_negative(bought=Decimal(0), sold=None)
    >>> not_negative(bought=Decimal(-1))
    Traceback (most recent call last):
    copark.kernel.bounds.OutOfBounds: bought is -1; it must be zero or more.
    """
    for field, value in fields.items():
        if value is not None and not (value.is_finite() and value >= 0):
            raise _out("value.negative", field, value, "zero or more")


def positive(**fields: Decimal | None) -> None:
    """
    Refuse a number that is not above zero; None passes.

    Raises
    ------
    OutOfBounds
        ``value.not-positive``, with the field, its value and the rule.

    Examples
    --------
    >>> positive(hours=Decimal(0))
    Traceback (most recent call last):
    copark.kernel.bounds.OutOfBounds: hours is 0; it must be above zero.
    """
    for field, value in fields.items():
        if value is not None and not (value.is_finite() and value > 0):
            raise _out("value.not-positive", field, value, "above zero")


def share(**fields: Decimal | None) -> None:
    """
    Refuse a number outside 0 to 1; None passes.

    Raises
    ------
    OutOfBounds
        ``value.not-share``, with the field, its value and the rule.

    Examples
    --------
    >>> share(efficiency=Decimal(98))
    Traceback (most recent call last):
    copark.kernel.bounds.OutOfBounds: efficiency is 98; it must be a fraction from 0 to 1.
    """
    for field, value in fields.items():
        if value is not None and not (value.is_finite() and 0 <= value <= 1):
            raise _out("value.not-share", field, value, "a fraction from 0 to 1")


def _out(code: str, field: str, value: Decimal, rule: str) -> OutOfBounds:
    message = f"{field} is {value}; it must be {rule}."
    return OutOfBounds(code, message, field=field, value=str(value), rule=rule)
