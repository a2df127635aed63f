"""Write frames of any edition: uploads, requests and answers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from copark.protocols.hj212 import crc, sm4
from copark.protocols.hj212.commands import NOTIFICATIONS
from copark.protocols.hj212.cp import BEIJING
from copark.protocols.hj212.crc import Check
from copark.protocols.hj212.envelope import EDITIONS, IS_SPLIT, WANTS_ANSWER
from copark.protocols.hj212.errors import Fault, Malformed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from copark.protocols.hj212.envelope import Edition, Envelope

LONGEST_SEGMENT = 9_999  #: Four digits of length allow no more. [byte]
LONGEST_CP = 950  #: Data part of one packet; HJ 212-2017 table 2, HJ 212-2025 table 3. [character]
INTERACTION = "91"  #: System code of answers.

_BARE = re.compile(r"[^;=,&#\r\n]*")
_ENDS = re.compile(r"[\r\n]|&&")


class Header(NamedTuple):
    """The fields before the data part."""

    mn: str
    cn: str
    st: str
    pw: str = "123456"
    qn: str = ""
    edition: Edition = "2017"
    wants_answer: bool = False
    pnum: int = 0  #: Packets in all; 0 for a message of one packet.
    pno: int = 0  #: This packet, from 1.
    rf: bool = False  #: Resent data; written in 2025 only.


@dataclass(frozen=True, slots=True)
class Item:
    """The values of one factor in an upload, and their flag."""

    factor: str
    values: Mapping[str, float | str] = field(default_factory=dict)
    flag: str = ""


def encode(
    header: Header, cp: str = "", *, key: bytes | None = None, check: Check = Check.ANNEX_A
) -> bytes:
    r"""
    Write one frame, line end included.

    Parameters
    ----------
    header
        Who speaks, what about, in which edition.
    cp
        The data part in plain text.
    key
        SM4 key: the data part is encrypted, the check and the length stay those of the plain one.
    check
        The rule of the check field, for senders that deviate.

    Raises
    ------
    Malformed
        ``hj212.encode.long``, ``hj212.encode.character``, ``hj212.key.length``.

    Examples
    --------
    >>> encode(Header("010000A8900016F000169DC0", "1011", "32", qn="20240601085857223",
    ...               edition="2025", wants_answer=True))
    b'##0087QN=20240601085857223;ST=32;CN=1011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&&&2200\r\n'
    """
    if _ENDS.search(cp):
        raise Malformed(Fault.CHARACTER, "CP")
    head = _header(header).encode("ascii", "replace")
    plain = cp.encode()
    segment = head + plain + b"&&"
    if len(segment) > LONGEST_SEGMENT:
        raise Malformed(Fault.TOO_LONG, f"{len(segment)} characters")
    sent = segment if key is None else head + sm4.encrypt(plain, key) + b"&&"
    return b"##%04d%s%s\r\n" % (len(segment), sent, crc.written(segment, check))


def _header(header: Header) -> str:
    split = header.pnum > 1
    flag = EDITIONS.index(header.edition) << 2
    flag |= WANTS_ANSWER * header.wants_answer | IS_SPLIT * split
    fields = [
        ("QN", header.qn),
        ("ST", header.st),
        ("CN", header.cn),
        ("PW", header.pw),
        ("MN", header.mn),
        ("Flag", str(flag)),
        ("PNUM", str(header.pnum) if split else ""),
        ("PNO", str(header.pno) if split else ""),
        ("RF", "1" if header.rf and header.edition == "2025" else ""),
    ]
    for name, text in fields:
        _bare(name, text)
    return "".join(f"{name}={text};" for name, text in fields if text) + "CP=&&"


def _bare(name: str, text: str) -> str:
    if not _BARE.fullmatch(text):
        raise Malformed(Fault.CHARACTER, f"{name}={text!r}")
    return text


def packets(
    header: Header,
    at: datetime,
    items: Iterable[Item],
    *,
    key: bytes | None = None,
    check: Check = Check.ANNEX_A,
) -> list[bytes]:
    """
    Write an upload in as many packets as it needs; each repeats the data time.

    Parameters
    ----------
    header
        As for one frame; packet numbers are set here.
    at
        Data time: the moment of real-time data, the start of an interval.
    items
        One for each factor.
    key, check
        As for `encode`.

    Returns
    -------
    list
        Frames with line ends, in order.

    Raises
    ------
    Malformed
        As `encode` does.

    Examples
    --------
    >>> from datetime import datetime
    >>> at = datetime(2026, 8, 1, 8, 58, tzinfo=BEIJING)
    >>> header = Header("M1", "2011", "31", qn="20260801085800000")
    >>> len(packets(header, at, [Item("a21026", {"Rtd": 12.5}, "N")]))
    1
    """
    parts = data_parts(at, items)
    if len(parts) == 1:
        return [encode(header, parts[0], key=key, check=check)]
    return [
        encode(header._replace(pnum=len(parts), pno=number), cp, key=key, check=check)
        for number, cp in enumerate(parts, start=1)
    ]


def data_parts(at: datetime, items: Iterable[Item], longest: int = LONGEST_CP) -> list[str]:
    """
    Return data parts of bounded length that together carry all items.

    Examples
    --------
    >>> from datetime import datetime
    >>> at = datetime(2026, 8, 1, 8, 58, tzinfo=BEIJING)
    >>> data_parts(at, [Item("a21026", {"Rtd": 12.5}, "N")])
    ['DataTime=20260801085800;a21026-Rtd=12.5,a21026-Flag=N']
    """
    opening = f"DataTime={stamp(at)}"
    parts = [opening]
    for item in items:
        text = item_text(item)
        if len(parts[-1]) + 1 + len(text) > longest and parts[-1] != opening:
            parts.append(opening)
        parts[-1] += ";" + text
    return parts


def item_text(item: Item) -> str:
    """
    Return an item as it is written in a data part.

    Examples
    --------
    >>> item_text(Item("w01018", {"Avg": 27.3, "Cou": "0.10"}, "N"))
    'w01018-Avg=27.3,w01018-Cou=0.10,w01018-Flag=N'
    """
    pairs = [*item.values.items(), ("Flag", item.flag)]
    written = [(name, value if isinstance(value, str) else number(value)) for name, value in pairs]
    return ",".join(
        f"{_bare('factor', item.factor)}-{name}={_bare(name, text)}"
        for name, text in written
        if text or name != "Flag"
    )


def number(value: float) -> str:
    """
    Return a number as the standard writes it: digits and a point, no exponent.

    Examples
    --------
    >>> number(26.0), number(1e-7), number(3)
    ('26.0', '0.0000001', '3')
    """
    return format(Decimal(repr(value)), "f")


def answer_to(envelope: Envelope, *, qn_return: int = 1) -> bytes:
    r"""
    Write the platform's answer to an upload or a notification, in the sender's edition.

    Parameters
    ----------
    envelope
        The header of what is answered.
    qn_return
        Written by 2005 only.

    Returns
    -------
    bytes
        9013 to a notification, 9014 to data, line end included.

    Examples
    --------
    >>> from copark.protocols.hj212.envelope import peek
    >>> answer_to(peek(b"##0087QN=20240601085857223;ST=32;CN=2011;PW=123456;"
    ...                b"MN=010000A8900016F000169DC0;Flag=9;CP=&&&&0000"))
    b'##0087QN=20240601085857223;ST=91;CN=9014;PW=123456;MN=010000A8900016F000169DC0;Flag=8;CP=&&&&21C0\r\n'
    """
    cn = "9013" if envelope.cn in NOTIFICATIONS else "9014"
    inner = f"QnRtn={qn_return}" if envelope.edition == "2005" else ""
    return _answer(envelope, cn, inner)


def request_answer(envelope: Envelope, qn_return: int = 1) -> bytes:
    """Write a device's 9011 to a request; see `copark...commands.REQUEST_RESULTS`."""
    return _answer(envelope, "9011", f"QnRtn={qn_return}")


def execution_result(envelope: Envelope, exe_return: int = 1) -> bytes:
    """Write a device's 9012 to a request; see `copark...commands.EXECUTION_RESULTS`."""
    return _answer(envelope, "9012", f"ExeRtn={exe_return}")


def notification_answer(envelope: Envelope) -> bytes:
    """Write a device's 9013 to a notification, such as the end of real-time data."""
    return _answer(envelope, "9013", "")


def _answer(envelope: Envelope, cn: str, inner: str) -> bytes:
    """Answer with the same request number; 2005 carries it inside the data part."""
    header = Header(
        envelope.mn, cn, INTERACTION, envelope.pw, envelope.qn, envelope.edition, wants_answer=False
    )
    if envelope.edition == "2005" and envelope.qn:
        inner = f"QN={envelope.qn}" + (f";{inner}" if inner else "")
        header = header._replace(qn="")
    return encode(header, inner)


def stamp(at: datetime) -> str:
    """
    Return a moment as 14 digits of Beijing time.

    Examples
    --------
    >>> from datetime import datetime, UTC
    >>> stamp(datetime(2026, 8, 1, 0, 58, tzinfo=UTC))
    '20260801085800'
    """
    return at.astimezone(BEIJING).strftime("%Y%m%d%H%M%S")


def request_number(at: datetime) -> str:
    """
    Return a request number (QN): 17 digits, to the millisecond.

    Examples
    --------
    >>> from datetime import datetime, UTC
    >>> request_number(datetime(2026, 8, 1, 0, 58, 0, 7000, tzinfo=UTC))
    '20260801085800007'
    """
    return f"{stamp(at)}{at.microsecond // 1000:03d}"


def split_text(header: Header, cp: str, longest: int = LONGEST_CP) -> Sequence[bytes]:
    """
    Write a data part in packets cut anywhere, the other habit of splitting.

    Examples
    --------
    >>> len(split_text(Header("M1", "3020", "31"), "x" * 2000))
    3
    """
    pieces = [cp[at : at + longest] for at in range(0, len(cp), longest)] or [""]
    return [
        encode(header._replace(pnum=len(pieces), pno=place), piece)
        for place, piece in enumerate(pieces, start=1)
    ]
