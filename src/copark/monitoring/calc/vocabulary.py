"""
The closed words of a reading, and their codes.

Codes are what arrays and chunks carry; the Parquet archive and everything a person sees carry the
words. Codes are never renumbered.
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from typing import Final


class Kind(IntEnum):
    """The message a reading came in; a higher one outranks a lower one in an hour."""

    NONE = 0
    REALTIME = 1  #: CN 2011
    MINUTE = 2  #: CN 2051
    HOUR = 3  #: CN 2061
    DAY = 4  #: CN 2031


KIND_OF_COMMAND: Final = {
    "2011": Kind.REALTIME,
    "2013": Kind.REALTIME,
    "2021": Kind.REALTIME,
    "2051": Kind.MINUTE,
    "2052": Kind.MINUTE,
    "2111": Kind.MINUTE,
    "2061": Kind.HOUR,
    "2062": Kind.REALTIME,
    "2031": Kind.DAY,
    "2041": Kind.DAY,
}  #: Kind by command code (HJ 212 table of commands).

#: Fields of a factor that HJ 212 names; others follow in the order in which a batch meets them.
FIELDS: Final = (
    "Rtd",
    "Min",
    "Avg",
    "Max",
    "Cou",
    "ZsRtd",
    "ZsMin",
    "ZsAvg",
    "ZsMax",
    "SampleRd",
    "RS",
    "RT",
    "SN",
    "Data",
    "Info",
)
FIELD_CODE: Final = {name: code for code, name in enumerate(FIELDS)}

#: Data flags of HJ 212; the place in the text is the code and the bit in a set of flags.
FLAGS: Final = "NFMSDCTB0123?"
FLAG_CODE: Final = {letter: code for code, letter in enumerate(FLAGS)}
UNKNOWN_FLAG: Final = FLAG_CODE["?"]


def flag_code(letter: str) -> int:
    """
    Return the code of a data flag; an empty flag reads as normal, a strange one as unknown.

    Notes
    -----
    HJ 212 lets a sender leave the flag out of data that is normal. Lower case is met in the field.

    Examples
    --------
    >>> flag_code("N"), flag_code("m"), flag_code(""), flag_code("x")
    (0, 2, 0, 12)
    """
    return FLAG_CODE.get(letter.upper(), UNKNOWN_FLAG) if letter else 0


@lru_cache(maxsize=1 << len(FLAGS))
@lru_cache(maxsize=1024)  # a year of hours has few sets of flags
def flags_of(bits: int) -> str:
    """
    Return the letters of a set of flags.

    Examples
    --------
    >>> flags_of(0b100001)
    'NC'
    """
    return "".join(letter for code, letter in enumerate(FLAGS) if bits >> code & 1)
