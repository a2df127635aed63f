"""Which answer a frame gets, and a command as bytes: each in the edition of the station."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from copark.gateways.commands import SETS_TIME
from copark.protocols.hj212 import encoding, requests
from copark.protocols.hj212.commands import ANSWERS, may_be_encrypted
from copark.protocols.hj212.envelope import EDITIONS
from copark.protocols.hj212.errors import Malformed

if TYPE_CHECKING:
    from copark.gateways.roster import Entry
    from copark.protocols.hj212.envelope import Edition, Envelope

USUAL_EDITION: Edition = "2017"  #: Of a station that has neither spoken nor a hint in the roster.
USUAL_SYSTEM = "31"


def to(envelope: Envelope) -> bytes | None:
    """Return the answer a good frame gets, or None when its sender wants none."""
    if not envelope.wants_answer or envelope.cn in ANSWERS:
        return None
    try:
        return encoding.answer_to(envelope)
    except Malformed:  # its own fields cannot be written back; the evidence is kept all the same
        return None


def command(
    request: requests.Request, qn: str, entry: Entry, last: Envelope | None, now_us: int
) -> bytes:
    """
    Return a command as it travels.

    Parameters
    ----------
    request
        Command code and data part. A set time is replaced by the moment of sending: it may have
        waited for its station, or be a repetition.
    qn
        Its request number.
    entry
        The station: its password and key.
    last
        The header it spoke with last, which tells its edition and system code.
    now_us
        The moment of sending.

    Raises
    ------
    Malformed
        When the station's fields or the data part cannot be written.
    """
    hint = cast("Edition", entry.edition_hint) if entry.edition_hint in EDITIONS else USUAL_EDITION
    edition = last.edition if last else hint
    if request.cn == SETS_TIME:
        request = requests.set_time(datetime.fromtimestamp(now_us / 1e6, tz=UTC))
    header = encoding.Header(
        mn=entry.mn,
        cn=request.cn,
        st=last.st if last and last.st else USUAL_SYSTEM,
        pw=entry.password,
        qn=qn,
        edition=edition,
        wants_answer=True,
    )
    is_sealed = edition == "2025" and entry.sm4_key_hex and may_be_encrypted(request.cn)
    return encoding.encode(
        header, request.cp, key=bytes.fromhex(entry.sm4_key_hex) if is_sealed else None
    )
