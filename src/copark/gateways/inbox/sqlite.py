"""
An inbox in an SQLite file of its own: the embedded default.

Durable means that SQLite has flushed the write-ahead log (``synchronous=FULL``) before `append`
returns. Positions come from a counter row that is moved in the same transaction as the frames, so
they have no gaps, are never used twice, and survive trimming and restarts.
"""

from __future__ import annotations

import errno
import sqlite3
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from copark.gateways.inbox.contract import Arrival, Mark, Stored
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

FORMAT = 1  #: ``user_version`` of the file; a later format is refused, never guessed at.
MARKS = (Mark.GOOD, Mark.CRC, Mark.UNKNOWN, Mark.PASSWORD, Mark.MALFORMED, Mark.NOISE)
CODES = {mark: code for code, mark in enumerate(MARKS)}  #: A mark takes one byte in a row.
CHUNKS = (
    256,
    64,
    16,
    4,
    1,
)  #: Rows per INSERT: few statements to prepare, few hand-overs of the GIL.
TRIMMED_AT_ONCE = 2000  #: Rows deleted per transaction, so that a commit never waits long.
SPARE_PAGES = 16_384  #: Free pages (64 MiB) kept for reuse before the file is made smaller.
BUSY_MS = 20_000  #: How long a writer waits for a consumer that trims.

SCHEMA = """
CREATE TABLE head (only INTEGER PRIMARY KEY CHECK (only = 1), name TEXT NOT NULL, last INTEGER NOT
NULL); CREATE TABLE arrival (
    position INTEGER PRIMARY KEY,
    arrived_us INTEGER NOT NULL,
    mark INTEGER NOT NULL,
    mn TEXT NOT NULL,
    peer TEXT NOT NULL,
    raw BLOB NOT NULL
);
"""
INSERT = "INSERT INTO arrival (position, arrived_us, mark, mn, peer, raw)"
READ = "SELECT position, raw, arrived_us, peer, mn, mark FROM arrival"


class InboxUnavailable(Refused):
    """The inbox cannot be used now; what was handed in was not stored."""


class InboxFull(InboxUnavailable):
    """There is no space for another frame; nothing was half-written, and it may be tried again."""


class InboxCorrupt(InboxUnavailable):
    """The file is not an inbox any more, and somebody must look at it."""


def at(folder: Path, name: str) -> Path:
    """Return where the inbox of a gateway lies."""
    return folder / f"{name}.sqlite3"


def names(folder: Path) -> list[str]:
    """Name the inboxes that a folder holds."""
    return sorted(path.stem for path in folder.glob("*.sqlite3"))


class SqliteInbox:
    """
    Raw frames in the order of their arrival.

    Several processes may open the same file: one gateway appends, consumers read and trim.

    Parameters
    ----------
    path
        The file, or the folder in which ``<name>.sqlite3`` lies. Made if absent.
    name
        Name of the gateway that fills it; half of every position.
    max_pages
        Upper bound of the file in pages, for a park that gives the inbox a share of its disk.
    """

    def __init__(self, path: Path, name: str, *, max_pages: int | None = None) -> None:
        self.name = name
        self.path = path if path.suffix and not path.is_dir() else at(path, name)
        self._max_pages = max_pages
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        with self._transaction():
            pass  # a file that cannot be used is named now, not at the first frame

    def append(self, arrivals: Sequence[Arrival]) -> int:
        """Store all or nothing, durably; return the last position."""
        with self._transaction() as connection:
            (last,) = connection.execute(
                "UPDATE head SET last = last + ? RETURNING last", (len(arrivals),)
            ).fetchone()
            first = int(last) - len(arrivals) + 1
            rows = [
                (position, item.arrived_us, CODES[item.mark], item.mn, item.peer, item.raw)
                for position, item in enumerate(arrivals, first)
            ]
            _insert(connection, rows)
        return int(last)

    def read(self, after: int, limit: int) -> list[Stored]:
        """Return at most `limit` frames behind a position, in order."""
        return self._stored(f"{READ} WHERE position > ? ORDER BY position LIMIT ?", after, limit)

    def one(self, position: int) -> Stored | None:
        """Return the frame at a position as evidence, or None once it is trimmed."""
        found = self._stored(f"{READ} WHERE position = ?", position)
        return found[0] if found else None

    def trim(self, before: int) -> int:
        """Forget what lies before a position; return how many frames that were."""
        total = 0
        while count := self._trim_some(before):
            total += count
        return total

    def last(self) -> int:
        """Return the newest position given out, 0 for none."""
        return self._number("SELECT last FROM head")

    def size(self) -> int:
        """Return how many frames are held."""
        return self._number(
            "SELECT last - coalesce((SELECT min(position) - 1 FROM arrival), last) FROM head"
        )

    def close(self) -> None:
        """Let go of the file; a later call opens it again."""
        with self._lock:
            if self._connection is not None:
                with suppress(sqlite3.Error):
                    self._connection.close()
                self._connection = None

    def _stored(self, query: str, *arguments: int) -> list[Stored]:
        with self._opened() as connection:
            rows = connection.execute(query, arguments).fetchall()
        return [
            Stored(position, Arrival(raw, arrived_us, peer, mn, MARKS[mark]))
            for position, raw, arrived_us, peer, mn, mark in rows
        ]

    def _number(self, query: str) -> int:
        with self._opened() as connection:
            return int(connection.execute(query).fetchone()[0])

    def _trim_some(self, before: int) -> int:
        with self._transaction() as connection:
            deleted = connection.execute(
                "DELETE FROM arrival WHERE position IN"
                " (SELECT position FROM arrival WHERE position < ? ORDER BY position LIMIT ?)",
                (before, TRIMMED_AT_ONCE),
            ).rowcount
        with self._opened() as connection:
            (spare,) = connection.execute("PRAGMA freelist_count").fetchone()
            if spare > SPARE_PAGES:
                connection.execute(f"PRAGMA incremental_vacuum({TRIMMED_AT_ONCE})").fetchall()
        return deleted

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Write in one transaction, which a refusal of any kind takes back whole."""
        with self._opened() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection; after any complaint of SQLite it is made anew."""
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = _open(self.path, self.name, self._max_pages)
                yield self._connection
            except (sqlite3.Error, OSError) as error:
                self.close()
                raise refusal_of(error, self.path) from error


def refusal_of(error: Exception, path: Path) -> InboxUnavailable:
    """Say in a sentence what SQLite means by an error."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if code is not None else None
    facts = {"path": str(path), "reason": str(error)}
    if primary == sqlite3.SQLITE_FULL or getattr(error, "errno", None) == errno.ENOSPC:
        message = (
            f"The inbox {path} is full: {error}. Until there is space, nothing is acknowledged."
        )
        return InboxFull("inbox.full", message, **facts)
    if primary in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        message = (
            f"The inbox {path} is damaged: {error}. Keep the file as evidence elsewhere, and"
            " start the gateway under another COPARK_GATEWAY_NAME: no position may be used twice."
        )
        return InboxCorrupt("inbox.corrupt", message, **facts)
    return InboxUnavailable(
        "inbox.unavailable", f"The inbox {path} cannot be used: {error}.", **facts
    )


def _open(path: Path, name: str, max_pages: int | None) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(
        path, isolation_level=None, timeout=BUSY_MS / 1000, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=OFF")
        connection.execute("PRAGMA journal_size_limit=67108864")
        _prepare(connection, path, name)
        if max_pages is not None:
            connection.execute(f"PRAGMA max_page_count={max_pages}").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path, name: str) -> None:
    """Make the tables of a new file; check that an old one is the right one."""
    connection.execute("BEGIN IMMEDIATE")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        for statement in SCHEMA.split(";"):
            connection.execute(statement)
        connection.execute("INSERT INTO head VALUES (1, ?, 0)", (name,))
        connection.execute(f"PRAGMA user_version={FORMAT}")
    connection.execute("COMMIT")
    if version not in {0, FORMAT}:
        message = f"The inbox {path} has format {version}; this Copark reads format {FORMAT}."
        raise InboxUnavailable("inbox.format", message, path=str(path), format=version)
    (owner,) = connection.execute("SELECT name FROM head").fetchone()
    if owner != name:
        message = f"The inbox {path} belongs to the gateway {owner!r}, not to {name!r}."
        raise InboxUnavailable("inbox.name", message, path=str(path), owner=owner, name=name)


def _insert(connection: sqlite3.Connection, rows: Sequence[tuple[object, ...]]) -> None:
    """Insert many rows by few statements: each one hands the GIL over only once."""
    begin = 0
    for chunk in CHUNKS:
        while len(rows) - begin >= chunk:
            values = [value for row in rows[begin : begin + chunk] for value in row]
            connection.execute(_INSERTS[chunk], values)
            begin += chunk


_INSERTS = {chunk: f"{INSERT} VALUES {','.join(['(?,?,?,?,?,?)'] * chunk)}" for chunk in CHUNKS}
