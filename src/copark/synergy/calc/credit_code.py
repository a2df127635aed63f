"""The unified social credit code of legal persons (GB 32100-2015) and its check digit."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  #: Without I, O, S, V and Z.
LENGTH = 18
BASE = 31
FACTOR = 3


def check_digit(body: str) -> str:
    r"""
    Return the eighteenth character of a code from its first seventeen [1]_.

    Raises
    ------
    ValueError
        If the body has another length, or a character that codes do not use.

    Notes
    -----
    .. math:: C = 31 - \sum_{i=1}^{17} c_i \cdot (3^{i-1} \bmod 31) \bmod 31

    and 0 where that gives 31.

    Examples
    --------
    >>> check_digit("91350100M000100Y4")
    '3'

    References
    ----------
    .. [1] GB 32100-2015, section 4 and its worked example. Remembered; to be verified.
    """
    if len(body) != LENGTH - 1 or any(sign not in ALPHABET for sign in body):
        message = f"no body of a credit code: {body!r}"
        raise ValueError(message)
    total = sum(ALPHABET.index(sign) * pow(FACTOR, place, BASE) for place, sign in enumerate(body))
    return ALPHABET[-total % BASE]


def is_valid(code: str) -> bool:
    """
    Say whether a text is a credit code with a right check digit.

    Examples
    --------
    >>> is_valid("91350100M000100Y43"), is_valid("91350100M000100Y44"), is_valid("")
    (True, False, False)
    """
    return (
        len(code) == LENGTH
        and all(sign in ALPHABET for sign in code)
        and check_digit(code[:-1]) == code[-1]
    )
