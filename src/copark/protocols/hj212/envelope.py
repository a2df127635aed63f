"""
Read the header of a frame, tolerantly and cheaply: who speaks, what about, is the check right.

Fields are found by name, since senders reorder them, write ``FLAG``, and leave spaces and commas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from copark.protocols.hj212 import crc, sm4
from copark.protocols.hj212.errors import Fault, Malformed
from copark.protocols.hj212.framing import HEAD

if TYPE_CHECKING:
    from copark.protocols.hj212.crc import Check

Edition = Literal["2005", "2017", "2025"]

EDITIONS: tuple[Edition, ...] = ("2005", "2017", "2025")
"""By the version bits of Flag (bits 2 to 7): 0, 1, 2. A later version is read as the latest."""
WANTS_ANSWER = 0b01  #: Bit D of Flag: an answer is wanted.
IS_SPLIT = 0b10  #: Bit A of Flag: the packet carries PNUM and PNO.
OPENING = b"CP=&&"
CLOSING = b"&&"
_STRAY = " ,\t"


class Parts(NamedTuple):
    """A frame taken apart, its data part in plain text where it can be."""

    fields: dict[str, str]  #: Header fields by upper-case name.
    cp: bytes | None  #: Between ``CP=&&`` and ``&&``; plain when the key was known.
    is_open: bool  #: The closing ``&&`` is missing.
    encrypted: bool
    check: Check | None  #: None when encrypted and no key is known.
    declared: int  #: Length the sender declared, of the plain segment. [byte]
    actual: int  #: Length of the plain segment; of the text as sent when it cannot be read. [byte]


class Envelope(NamedTuple):
    """
    The header of a frame.

    `crc` is None for an encrypted frame whose key was not given: peek again with the key.
    """

    mn: str
    st: str
    cn: str
    pw: str
    qn: str
    flag: int | None
    edition: Edition
    wants_answer: bool
    is_split: bool
    pnum: int | None
    pno: int | None
    crc: Check | None
    encrypted: bool


def peek(raw: bytes, *, key: bytes | None = None) -> Envelope:
    """
    Read a frame's header and judge its check field.

    Parameters
    ----------
    raw
        The whole frame without its line end.
    key
        SM4 key of the station, for the check of an encrypted frame.

    Returns
    -------
    Envelope
        Absent fields are empty text or None; `qn` is looked for in the data part of a 2005
        answer too.

    Raises
    ------
    Malformed
        ``hj212.frame.start``, ``hj212.length``, ``hj212.mn.missing``, ``hj212.cipher``.

    Examples
    --------
    >>> envelope = peek(b"##0087QN=20240601085857223;ST=32;CN=1011;PW=123456;"
    ...                 b"MN=010000A8900016F000169DC0;Flag=9;CP=&&&&2200")
    >>> envelope.cn, envelope.edition, envelope.wants_answer, envelope.crc.value
    ('1011', '2025', True, 'annex-a')
    """
    return envelope_of(take_apart(raw, key))


def envelope_of(parts: Parts) -> Envelope:
    """
    Return the envelope of a frame already taken apart.

    Raises
    ------
    Malformed
        ``hj212.mn.missing``.
    """
    get = parts.fields.get
    mn = get("MN", "")
    if not mn:
        raise Malformed(Fault.MN_MISSING)
    flag = number(get("FLAG"))
    pnum, pno = number(get("PNUM")), number(get("PNO"))
    return Envelope(
        mn,
        get("ST", ""),
        get("CN", ""),
        get("PW", ""),
        get("QN") or _inner_qn(parts.cp),
        flag,
        edition_of(flag),
        bool(flag and flag & WANTS_ANSWER),
        pnum is not None and pno is not None and pnum > 1,
        pnum,
        pno,
        parts.check,
        parts.encrypted,
    )


def edition_of(flag: int | None) -> Edition:
    """
    Return the edition a Flag speaks of; none at all is the habit of 2005.

    Examples
    --------
    >>> edition_of(None), edition_of(3), edition_of(5), edition_of(9)
    ('2005', '2005', '2017', '2025')
    """
    if flag is None:
        return "2005"
    return EDITIONS[min(flag >> 2, len(EDITIONS) - 1)]


def take_apart(raw: bytes, key: bytes | None = None) -> Parts:
    """
    Split a frame into header fields, data part and check, and judge the check.

    Raises
    ------
    Malformed
        ``hj212.frame.start``, ``hj212.length``, ``hj212.cipher``, ``hj212.key.length``.
    """
    raw = raw.strip()
    if raw[:2] != b"##" or not raw[2:HEAD].isdigit():
        raise Malformed(Fault.FRAME_START)
    if len(raw) < HEAD + crc.DIGITS:
        raise Malformed(Fault.LENGTH, f"{len(raw)} bytes")
    opening = raw.find(OPENING)
    begin = opening + len(OPENING)
    close = raw.rfind(CLOSING, begin) if opening >= 0 else -1
    end = close + len(CLOSING) if close >= 0 else len(raw) - crc.DIGITS
    segment, declared = raw[HEAD:end], raw[end:].strip()
    header = raw[HEAD : opening if opening >= 0 else end]
    cp = raw[begin : close if close >= 0 else end] if opening >= 0 else None
    encrypted = cp is not None and sm4.is_encrypted(cp)
    check: Check | None = None
    if cp is not None and encrypted and key is not None:
        cp = sm4.decrypt(cp, key)
        segment = raw[HEAD:begin] + cp + (CLOSING if close >= 0 else b"")
    if not encrypted or key is not None:
        check = crc.verdict(segment, declared)
    fields = _fields(header.decode("latin-1"))
    return Parts(fields, cp, close < 0, encrypted, check, int(raw[2:HEAD]), len(segment))


def number(text: str | None) -> int | None:
    """
    Return a header number, or None where there is none.

    Examples
    --------
    >>> number("0002"), number("N"), number(None)
    (2, None, None)
    """
    return int(text) if text and len(text) <= HEAD and text.isdecimal() else None


def _fields(header: str) -> dict[str, str]:
    if "," in header:
        header = header.replace(",", ";")
    fields: dict[str, str] = {}
    for item in header.split(";"):
        name, equals, value = item.partition("=")
        if equals:
            fields.setdefault(name.strip(_STRAY).upper(), value.strip(_STRAY))
    return fields


def _inner_qn(cp: bytes | None) -> str:
    """Find QN in the data part, where the 2005 edition answers with it."""
    if not cp or not cp.startswith(b"QN="):
        return ""
    return cp[3:].partition(b";")[0].strip().decode("latin-1")
