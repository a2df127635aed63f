"""
The check field of HJ 212 (Annex A), and the variants that devices send in its place.

The register of Annex A takes a byte into its *high* half, so what follows depends on eight bits
only: ``h' = H[h ^ byte]`` with ``H[x] = T[x] >> 8``. `H` is linear over GF(2), and eight
applications of it are the identity (a test shows it). Hence a segment may be folded into its
last eight bytes plus a remainder of at most seven by XOR, with Python's long integers, before the
table is walked at all: 15 steps in place of one per byte.
"""

from __future__ import annotations

from enum import StrEnum

POLYNOMIAL = 0xA001  #: Reflected generator; HJ 212 Annex A and MODBUS share it.
START = 0xFFFF  #: Register before the first byte; HJ 212 Annex A.
DIGITS = 4  #: Hexadecimal digits of the check field.
WORD = 8  #: Bytes after which the Annex A register returns to itself. [byte]


class Check(StrEnum):
    """By which rule a check field is right."""

    ANNEX_A = "annex-a"
    SWAPPED = "swapped"
    MODBUS = "modbus"
    MODBUS_SWAPPED = "modbus-swapped"
    BAD = "bad"


def _table() -> tuple[int, ...]:
    rows = []
    for byte in range(256):
        register = byte
        for _ in range(8):
            register = (register >> 1) ^ POLYNOMIAL if register & 1 else register >> 1
        rows.append(register)
    return tuple(rows)


TABLE = _table()
_HIGH = bytes(row >> 8 for row in TABLE)
_WHOLE = {row >> 8: row for row in TABLE}  # the high half decides the low half
_FOLDS = tuple((64 << step, (1 << (64 << step)) - 1) for step in range(11))


def annex_a(data: bytes) -> int:
    """
    Return the CRC16 of HJ 212 Annex A.

    Parameters
    ----------
    data
        The data segment, header, check field and line end left out.

    Returns
    -------
    int
        From 0 to 0xFFFF; written high byte first.

    Examples
    --------
    >>> f"{annex_a(b''):04X}", f"{annex_a(bytes(1)):04X}"
    ('FFFF', '4040')

    References
    ----------
    .. [1] HJ 212-2017 and HJ 212-2025, Annex A; see ``docs/sources``.
    """
    if not data:
        return START
    whole = len(data) & -WORD
    folded = int.from_bytes(data[:whole], "big")
    step = ((whole >> 3) - 1).bit_length() if whole else 0
    while step > len(_FOLDS):
        step -= 1
        folded ^= folded >> (64 << step)
    while step:
        step -= 1
        bits, mask = _FOLDS[step]
        folded = (folded >> bits) ^ (folded & mask)
        folded &= mask
    high = START >> 8
    for byte in folded.to_bytes(WORD, "big") + data[whole:]:
        high = _HIGH[high ^ byte]
    return _WHOLE[high]


def modbus(data: bytes) -> int:
    """
    Return CRC-16/MODBUS, which some firmware sends in place of Annex A.

    Examples
    --------
    >>> f"{modbus(b'123456789'):04X}"
    '4B37'
    """
    register = START
    table = TABLE
    for byte in data:
        register = (register >> 8) ^ table[(register ^ byte) & 0xFF]
    return register


def swapped(value: int) -> int:
    """
    Return a check value with its two bytes exchanged.

    Examples
    --------
    >>> f"{swapped(0x4540):04X}"
    '4045'
    """
    return value >> 8 | (value & 0xFF) << 8


def written(data: bytes, rule: Check = Check.ANNEX_A) -> bytes:
    """
    Return the check field as it is written behind the data segment.

    Parameters
    ----------
    data
        The data segment.
    rule
        By which rule; `Check.BAD` gives a field that is right under none.

    Examples
    --------
    >>> written(b"QN=20240601085857223;ST=32;CN=1011;PW=123456;"
    ...         b"MN=010000A8900016F000169DC0;Flag=9;CP=&&&&")
    b'2200'
    """
    if rule is Check.BAD:
        taken = {annex_a(data), swapped(annex_a(data)), modbus(data), swapped(modbus(data))}
        return b"%04X" % next(value for value in range(START) if value not in taken)
    value = annex_a(data) if rule in {Check.ANNEX_A, Check.SWAPPED} else modbus(data)
    if rule in {Check.SWAPPED, Check.MODBUS_SWAPPED}:
        value = swapped(value)
    return b"%04X" % value


def verdict(data: bytes, declared: bytes) -> Check:
    """
    Say by which rule a check field is right.

    Parameters
    ----------
    data
        The data segment.
    declared
        The four hexadecimal digits as received, in either case.

    Returns
    -------
    Check
        `Check.BAD` when it is right under no rule, or is no hexadecimal number.

    Examples
    --------
    >>> verdict(b"QN=20170516010101001;ST=22;CN=1031;PW=123456;"
    ...         b"MN=ABCDEFG1234567;Flag=3;CP=&&&&", b"2533").value
    'modbus'
    """
    if len(declared) != DIGITS or not declared.isalnum():
        return Check.BAD
    try:
        value = int(declared, 16)
    except ValueError:
        return Check.BAD
    computed = annex_a(data)
    if value == computed:
        return Check.ANNEX_A
    if value == swapped(computed):
        return Check.SWAPPED
    computed = modbus(data)
    if value == computed:
        return Check.MODBUS
    return Check.MODBUS_SWAPPED if value == swapped(computed) else Check.BAD
