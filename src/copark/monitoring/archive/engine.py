"""Ask the archive: expressions, run on DuckDB inside this process."""

from __future__ import annotations

from datetime import datetime
from functools import cache, lru_cache
from threading import Lock
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from copark.monitoring.archive import files, schema
from copark.monitoring.archive.asked import Source, Window

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection
    from ibis.expr.types import Table

    from copark.monitoring.archive.asked import Override

# Ibis and DuckDB are imported where they are first used: they take a second or two, which a command
# that reads no archive should not wait for.

_OPENING = Lock()
_COLUMNS = ", ".join(f'"{name}"' for name in schema.READINGS.names)


def prepare() -> None:
    """Load and open all that an answer needs; the first one to ask would wait for it."""
    begin = datetime.min  # noqa: DTZ901 - UTC, as the archive keeps its times
    nothing = Source(segments=(), window=Window((0,), begin, begin))
    said(nothing)
    summed(nothing)


def said(source: Source) -> pa.Table:
    """Return all that was ever said, as `expressions.said` has it."""
    return run(_said(), source)


def summed(source: Source, overrides: Sequence[Override] = ()) -> pa.Table:
    """Return sums of readings, as `expressions.summed` has them."""
    return run(_summed(tuple(overrides)), source)


@cache
def _said() -> Table:
    from copark.monitoring.archive import expressions  # noqa: PLC0415 - see above

    return expressions.said()


@lru_cache(maxsize=8)
def _summed(overrides: tuple[Override, ...]) -> Table:
    from copark.monitoring.archive import expressions  # noqa: PLC0415 - see above

    return expressions.summed(overrides)


def run(expression: Table, source: Source) -> pa.Table:
    """
    Return what an expression says of the readings of a source.

    Raises
    ------
    SegmentUnreadable
        If a segment is not what was written; the first of them is named.
    """
    import duckdb  # noqa: PLC0415 - see above

    cursor = _database().cursor()  # of its own: two threads may ask at once
    try:
        _bind(cursor, source)
        return cursor.sql(_statement(expression)).to_arrow_table()
    except (duckdb.Error, OSError) as error:
        _blame(source.segments, error)
        raise
    finally:
        cursor.close()


@cache
def _opened() -> DuckDBPyConnection:
    import duckdb  # noqa: PLC0415 - see above

    database = duckdb.connect(":memory:")
    database.execute("SET parquet_metadata_cache = true")  # segments never change
    database.execute("SET preserve_insertion_order = false")
    return database


def _database() -> DuckDBPyConnection:
    with _OPENING:
        return _opened()


def _bind(cursor: DuckDBPyConnection, source: Source) -> None:
    """Give the tables of the expressions their rows. Names are the cursor's own and go with it."""
    from copark.monitoring.archive import expressions  # noqa: PLC0415 - see above

    parts = []
    if source.segments:
        listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in source.segments)
        parts.append(f"SELECT {_COLUMNS} FROM read_parquet([{listed}], hive_partitioning = false)")  # noqa: S608 - our own names
    if source.unsealed is not None or not parts:
        rows = schema.READINGS.empty_table() if source.unsealed is None else source.unsealed
        cursor.register("unsealed", rows)
        parts.append(f"SELECT {_COLUMNS} FROM unsealed")  # noqa: S608 - our own names
    _view(cursor, expressions.KEPT, " UNION ALL ".join(parts))
    wanted = pa.table({"point": pa.array(source.window.points, pa.int32())})
    cursor.register(expressions.WANTED.get_name(), wanted)
    _view(cursor, expressions.READINGS, _statement(expressions.within(source.window)))


def _view(cursor: DuckDBPyConnection, table: Table, rows: str) -> None:
    cursor.execute(f'CREATE TEMP VIEW "{table.get_name()}" AS {rows}')


@lru_cache(maxsize=32)
def _statement(expression: Table) -> str:
    """Return an expression in DuckDB's words; what is asked again and again is translated once."""
    import ibis  # noqa: PLC0415 - see above

    return str(ibis.to_sql(expression, dialect="duckdb"))


def _blame(segments: Sequence[Path], error: Exception) -> None:
    """Find the segment that cannot be read."""
    for path in segments:
        try:
            pq.read_table(path, partitioning=None)
        except (OSError, pa.ArrowException) as fault:
            raise files.SegmentUnreadable(path, fault) from error
