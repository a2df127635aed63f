"""Write segments so that a crash leaves the old state or the new one, and check them."""

from __future__ import annotations

import fcntl
import hashlib
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

COMPRESSION = "zstd"
#: Rows that a reader must take at once. They are ordered by point: whoever asks for one skips the
#: rest, in a quarter of the time of larger groups and for a twelfth more of the disk.
ROW_GROUP = 16_384
BLOCK = 1 << 20  #: [byte]
CORRUPT = ".corrupt"
TEMPORARY = ".part"
LOCK = ".lock"
DEPTH = 3  #: Parts of a path that make a segment's name: kind, day, file.


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: enough to know it again."""

    rows: int
    size: int  #: [byte]
    sha256: str


class SegmentUnreadable(Refused):
    """A segment is not what was written."""

    def __init__(self, path: Path, error: Exception) -> None:
        name = "/".join(path.parts[-DEPTH:])
        message = (
            f"The archive segment {name} cannot be read ({error}). It will be set aside and"
            " rebuilt; `copark archive verify --repair` does so at once."
        )
        super().__init__("archive.segment.unreadable", message, segment=name)


@contextmanager
def kept(folder: Path) -> Iterator[None]:
    """Keep the archive to oneself: one process at a time plans, writes and sweeps segments."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # let go when the file is closed, even by a kill
        yield


def write(path: Path, table: pa.Table) -> Written:
    """Write a segment: aside, flushed, renamed, the folder flushed too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(path.name + TEMPORARY)
    pq.write_table(
        table, aside, compression=COMPRESSION, row_group_size=ROW_GROUP, write_statistics=True
    )
    written = Written(table.num_rows, aside.stat().st_size, _sha256(aside))
    _flush(aside)
    aside.replace(path)
    _flush(path.parent)
    return written


def read(
    paths: Iterable[Path],
    *,
    columns: list[str] | None = None,
    filters: list[tuple[str, str, object]] | None = None,
) -> pa.Table | None:
    """Return the rows of segments, those that the filters allow; None where there is no segment."""
    tables = [_table(path, columns, filters) for path in paths]
    return pa.concat_tables(tables) if tables else None


def _table(
    path: Path, columns: list[str] | None, filters: list[tuple[str, str, object]] | None
) -> pa.Table:
    try:
        return pq.read_table(path, columns=columns, filters=filters, partitioning=None)
    except (OSError, pa.ArrowException) as error:
        raise SegmentUnreadable(path, error) from error


def fault_of(path: Path, *, rows: int, sha256: str) -> str:
    """Say what is wrong with a segment; empty if nothing is."""
    if not path.is_file():
        return "the file is missing"
    if _sha256(path) != sha256:
        return "the check sum differs"
    try:
        found = pq.read_metadata(path).num_rows
    except (OSError, pa.ArrowException) as error:
        return f"the file cannot be read: {error}"
    return "" if found == rows else f"it has {found} rows, not {rows}"


def set_aside(path: Path) -> Path | None:
    """Rename a corrupt segment, so that nobody reads it and somebody can look at it."""
    if not path.exists():
        return None
    aside = path.with_name(path.name + CORRUPT)
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}{CORRUPT}{number}")
    path.rename(aside)
    return aside


def remove(path: Path) -> None:
    """Remove a file that nothing refers to any more."""
    path.unlink(missing_ok=True)


def leftovers(folder: Path) -> list[Path]:
    """Return the half-written files that a crash left behind."""
    return sorted(folder.rglob(f"*{TEMPORARY}")) if folder.is_dir() else []


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
