"""
The outbox: commands to stations, put by the platform and sent by a gateway.

An SQLite file of its own. Whoever wants something of a station puts a row; the gateway that has the
station on the line sends it, again after each timeout, and writes back what became of it.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from copark.gateways.commands import ENDS
from copark.gateways.orders import (
    Order,
    get_minute_interval,
    get_realtime_interval,
    get_time,
    history,
    set_minute_interval,
    set_realtime_interval,
    set_time,
    start_realtime,
    stop_realtime,
)
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = [  # what may be ordered stands here too, because the outbox is the door strangers open
    "Change",
    "CommandRefused",
    "Order",
    "Outbox",
    "Sent",
    "State",
    "get_minute_interval",
    "get_realtime_interval",
    "get_time",
    "history",
    "set_minute_interval",
    "set_realtime_interval",
    "set_time",
    "start_realtime",
    "stop_realtime",
]
CP_MAX = 950  #: Characters of the data part (HJ 212-2017 table 3).
SCHEMA = """
CREATE TABLE IF NOT EXISTS command (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    mn TEXT NOT NULL,
    cn TEXT NOT NULL,
    cp TEXT NOT NULL,
    created_us INTEGER NOT NULL,
    expires_us INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'QUEUED',
    changed_us INTEGER NOT NULL,
    gateway TEXT NOT NULL DEFAULT '',
    qn TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
); CREATE INDEX IF NOT EXISTS command_open ON command (state, id) WHERE state IN ('QUEUED', 'SENT',
'ACCEPTED'); CREATE INDEX IF NOT EXISTS command_mn ON command (mn, id)
"""
COLUMNS = "id, mn, cn, cp, created_us, expires_us, state, changed_us, qn, attempts, answer, note"
QUEUED = """
WHERE id IN (
    SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY mn ORDER BY id) AS place
        FROM command WHERE state = 'QUEUED'
    ) WHERE place <= ?
) ORDER BY id
"""
EXPIRES_US = (
    24 * 3600 * 1_000_000
)  #: A command for a station that stays away is given up after a day.
OPEN_MAX = (
    1000  #: Open commands per station; a loop that asks for ever is refused, not stored for ever.
)


class State(StrEnum):
    """How far a command has come."""

    QUEUED = "QUEUED"
    SENT = "SENT"
    ACCEPTED = "ACCEPTED"  # 9011 with QnRtn=1
    DONE = "DONE"  # 9012 with ExeRtn=1, 9013, or all that this command answers
    REFUSED = "REFUSED"  # 9011 or 9012 with any other code
    TIMEOUT = "TIMEOUT"


class CommandRefused(Refused):
    """A command that cannot be sent as it stands."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A command and what became of it."""

    id: int
    mn: str
    cn: str
    cp: str
    created_us: int
    expires_us: int
    state: State
    changed_us: int
    qn: str
    attempts: int
    answer: str  #: As the station said it: ``QnRtn=1``, ``ExeRtn=100``.
    note: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a gateway writes back."""

    number: int
    state: State
    attempts: int
    answer: str = ""  #: Empty: what the station said before stays.
    note: str = ""


class Outbox:
    """
    Commands waiting for their station, and their results.

    Parameters
    ----------
    path
        The file. Made if absent.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def put(self, mn: str, cn: str, cp: str, *, now_us: int, expires_us: int | None = None) -> int:
        """Queue a command for a station; return its number."""
        _check(mn, cn, cp)
        with self._opened() as connection:
            (waiting,) = connection.execute(
                "SELECT count(*) FROM command"
                " WHERE mn = ? AND state IN ('QUEUED', 'SENT', 'ACCEPTED')",
                (mn,),
            ).fetchone()
            if waiting >= OPEN_MAX:
                message = (
                    f"Station {mn} has {waiting} open commands already; wait for their answers."
                )
                raise CommandRefused("outbox.too_many", message, mn=mn, waiting=waiting)
            row = connection.execute(
                "INSERT INTO command (mn, cn, cp, created_us, expires_us, changed_us)"
                " VALUES (?,?,?,?,?,?)",
                (mn, cn, cp, now_us, expires_us or now_us + EXPIRES_US, now_us),
            )
            return int(row.lastrowid or 0)

    def state(self, number: int) -> Sent | None:
        """Return one command."""
        found = self._rows("WHERE id = ?", number)
        return found[0] if found else None

    def states(self, mn: str | None = None, limit: int = 100) -> list[Sent]:
        """Return the newest commands first, of one station or of all."""
        if mn is None:
            return self._rows("ORDER BY id DESC LIMIT ?", limit)
        return self._rows("WHERE mn = ? ORDER BY id DESC LIMIT ?", mn, limit)

    def queued(self, each: int) -> list[Sent]:
        """Return what waits to be sent, at most so many per station, oldest first. For gateways."""
        return self._rows(QUEUED, each)

    def claim(self, number: int, qn: str, *, gateway: str, now_us: int) -> bool:
        """Take a queued command; False when another gateway was quicker. For gateways."""
        with self._opened() as connection:
            return bool(
                connection.execute(
                    "UPDATE command SET state = 'SENT', gateway = ?, qn = ?, attempts = 1,"
                    " changed_us = ? WHERE id = ? AND state = 'QUEUED'",
                    (gateway, qn, now_us, number),
                ).rowcount
            )

    def advance(self, change: Change, *, now_us: int) -> None:
        """Write back how far a command has come. For gateways."""
        with self._opened() as connection:
            connection.execute(
                "UPDATE command SET state = ?, changed_us = ?, attempts = ?,"
                " answer = CASE ? WHEN '' THEN answer ELSE ? END, note = ? WHERE id = ?",
                (
                    change.state,
                    now_us,
                    change.attempts,
                    change.answer,
                    change.answer,
                    change.note,
                    change.number,
                ),
            )

    def expire(self, *, now_us: int) -> int:
        """Give up what waited too long for its station; return the count. For gateways."""
        with self._opened() as connection:
            return connection.execute(
                "UPDATE command SET state = 'TIMEOUT', changed_us = ?,"
                " note = 'station not connected' WHERE state = 'QUEUED' AND expires_us <= ?",
                (now_us, now_us),
            ).rowcount

    def requeue(self, *, gateway: str, now_us: int) -> int:
        """Queue again what an earlier run sent and never saw answered. For gateways."""
        with self._opened() as connection:
            return connection.execute(
                "UPDATE command SET state = 'QUEUED', changed_us = ?"
                " WHERE state IN ('SENT', 'ACCEPTED') AND gateway = ?",
                (now_us, gateway),
            ).rowcount

    def trim(self, before_us: int) -> int:
        """Forget closed commands older than a moment; return the count."""
        with self._opened() as connection:
            return connection.execute(
                "DELETE FROM command WHERE changed_us < ?"
                " AND state IN ('DONE', 'REFUSED', 'TIMEOUT')",
                (before_us,),
            ).rowcount

    def close(self) -> None:
        """Let go of the file; a later call opens it again."""
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def _rows(self, tail: str, *arguments: object) -> list[Sent]:
        with self._opened() as connection:
            rows = connection.execute(f"SELECT {COLUMNS} FROM command {tail}", arguments).fetchall()  # noqa: S608
        names = COLUMNS.split(", ")
        found = (dict(zip(names, row, strict=True)) for row in rows)
        return [Sent(**{**one, "state": State(one["state"])}) for one in found]

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = _open(self._path)
                yield self._connection
            except (sqlite3.Error, OSError) as error:
                self.close()
                message = f"The outbox {self._path} cannot be used: {error}."
                raise CommandRefused("outbox.unavailable", message, path=str(self._path)) from error


def _check(mn: str, cn: str, cp: str) -> None:
    if cn not in ENDS:
        message = f"Command {cn} is not one that Copark sends; it knows {', '.join(ENDS)}."
        raise CommandRefused("outbox.command", message, cn=cn)
    is_plain = cp.isascii() and cp.isprintable() and "&&" not in cp and "##" not in cp
    if not is_plain or len(cp) > CP_MAX:
        message = (
            f"The data part must be printable ASCII without && and ##, at most {CP_MAX} characters."
        )
        raise CommandRefused("outbox.data", message, cn=cn)
    if not mn or not mn.isascii() or not mn.isprintable() or set(mn) & set(";=&# "):
        message = f"{mn!r} is not a station number."
        raise CommandRefused("outbox.station", message, mn=mn)


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None, timeout=10, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        for statement in SCHEMA.split(";"):
            connection.execute(statement)
    except BaseException:
        connection.close()
        raise
    return connection
