"""Turn a frame into a message with its readings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from copark.protocols.hj212.cp import DATA_TIME, Reading, read_cp, time_of
from copark.protocols.hj212.crc import Check
from copark.protocols.hj212.envelope import envelope_of, take_apart
from copark.protocols.hj212.errors import Fault, Malformed

if TYPE_CHECKING:
    from datetime import datetime

    from copark.protocols.hj212.envelope import Edition, Envelope, Parts

QN_DIGITS = range(10, 21)
"""Digits of a request number: 17 by the standard; 13 (epoch) and 14 are met in the field."""
_HEADER = {"QN", "ST", "CN", "PW", "MN", "FLAG", "PNUM", "PNO", "RF"}


class Message(NamedTuple):
    """A decoded frame."""

    version: Edition
    crc: Check | None  #: The verdict; the policy is the caller's.
    qn: str
    st: str
    cn: str
    pw: str
    mn: str
    flag: int | None
    pnum: int | None
    pno: int | None
    rf: bool  #: Resent data, 2025.
    readings: tuple[Reading, ...]
    extra: dict[str, str]  #: Other keys of the data part and unknown header fields.
    at: datetime | None  #: The first data time.
    declared_length: int  #: [byte]
    actual_length: int  #: [byte]
    encrypted: bool
    cp: str  #: The data part in plain text.


def decode(raw: bytes, *, key: bytes | None = None) -> Message:
    r"""
    Decode a frame of any edition.

    Parameters
    ----------
    raw
        The whole frame without its line end.
    key
        SM4 key of the station, for encrypted data parts.

    Returns
    -------
    Message
        With the verdict of the check in `crc`: a wrong one is for the caller to judge.

    Raises
    ------
    Malformed
        One of `copark.protocols.hj212.errors.Fault`.

    Examples
    --------
    >>> message = decode(b"##0124ST=31;CN=2011;PW=1;MN=M1;Flag=4;CP=&&DataTime=20260801085800;"
    ...                  b"a21026-Rtd=12.5,a21026-Flag=n&&0000")
    >>> message.readings[0].value, message.readings[0].flag, message.crc.value
    (12.5, 'N', 'bad')
    >>> message.readings[0].at.isoformat()
    '2026-08-01T08:58:00+08:00'
    """
    parts = take_apart(raw, key)
    envelope = envelope_of(parts)
    _require(envelope, parts)
    cp = text_of(parts.cp or b"")
    readings, extra = read_cp(cp)
    for name, value in parts.fields.items():
        if name not in _HEADER:
            extra.setdefault(name, value)
    return Message(
        envelope.edition,
        envelope.crc,
        envelope.qn,
        envelope.st,
        envelope.cn,
        envelope.pw,
        envelope.mn,
        envelope.flag,
        envelope.pnum,
        envelope.pno,
        parts.fields.get("RF") == "1",
        readings,
        extra,
        time_of(extra.get(DATA_TIME, "").partition(",")[0].strip()),
        parts.declared,
        parts.actual,
        parts.encrypted,
        cp,
    )


def text_of(raw: bytes) -> str:
    """
    Return text sent as ASCII, as UTF-8 (2025 logs) or in the Chinese code page of old loggers.

    Examples
    --------
    >>> text_of("清洗".encode("gb18030"))
    '清洗'
    """
    for encoding in ("ascii", "utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _require(envelope: Envelope, parts: Parts) -> None:
    """Raise for what no reading can be made of."""
    if not envelope.cn:
        raise Malformed(Fault.CN_MISSING)
    qn = envelope.qn
    if qn and not (len(qn) in QN_DIGITS and qn.isascii() and qn.isdigit()):
        raise Malformed(Fault.QN_INVALID, qn[:40])
    if parts.cp is None:
        raise Malformed(Fault.CP_MISSING)
    if parts.encrypted and parts.check is None:
        raise Malformed(Fault.KEY_MISSING)
    if parts.is_open and parts.check is Check.BAD:
        raise Malformed(Fault.CP_OPEN)
