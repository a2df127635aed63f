"""
Every SQL statement that is not the ORM's: many rows at once, on SQLite and on PostgreSQL.

`INSERT … ON CONFLICT … DO UPDATE` and row values in `IN` are the same in both; only the fastest way
in for a million rows differs, and is chosen in `insert_hours`.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from django.db import connection

from copark.monitoring.calc.tally import Hours, dtype_of, no_hours
from copark.monitoring.calc.validity import CODES
from copark.monitoring.models import Day, DirtyDay, FrameFault, Heard, Hour, Latest, Revision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from sqlite3 import Cursor

    from django.db.models import Model

PAIRS = 4000  #: Pairs named in one statement, well below every limit on its length.
#: Columns of `Hour` that hold what was heard, in the order of `calc.tally.Hours`.
HEARD = (
    "point_id",
    "hour",
    "basis",
    "count",
    "total",
    "low",
    "high",
    "first",
    "last",
    "valid_minutes",
    "stopped_minutes",
    "invalid_minutes",
    "flags",
)
HOURS, LATEST = Hour._meta.db_table, Latest._meta.db_table


def load_hours(point: np.ndarray, hour: np.ndarray) -> Hours:
    """Return the rows that exist of some pairs of point and hour, ordered."""
    columns = ", ".join(f"known.{name}" for name in _quoted(HEARD))
    rows: list[tuple] = []
    pairs = np.unique(np.column_stack([point, hour]), axis=0)
    with connection.cursor() as cursor:
        for begin in range(0, len(pairs), PAIRS):
            wanted = ",".join(f"({p},{h})" for p, h in pairs[begin : begin + PAIRS].tolist())
            # a join, not IN: SQLite looks each pair up in the index, where IN would read the table
            cursor.execute(
                f"WITH wanted (point_id, hour) AS (VALUES {wanted}) SELECT {columns} FROM wanted"  # noqa: S608 - whole numbers
                f" JOIN {HOURS} known"
                " ON known.point_id = wanted.point_id AND known.hour = wanted.hour"
            )
            rows += cursor.fetchall()
    return hours_from(rows)


def hours_from(rows: Sequence[tuple]) -> Hours:
    """Return rows of the columns `HEARD` as columns, ordered by point and hour."""
    if not rows:
        return no_hours()
    arrays = [
        np.array(column, dtype=dtype_of(name))
        for name, column in zip(HEARD, zip(*rows, strict=True), strict=True)
    ]
    hours = Hours(*arrays)
    return hours.take(np.argsort(hours.key, kind="stable"))


def store_hours(hours: Hours, validity: np.ndarray) -> None:
    """Write hours as they now are; what was worked out from them is worked out anew later."""
    columns = (*HEARD, "validity")
    forgotten = {"replaced_kg": None, "rule": "", "window": None}
    _upsert(Hour, columns, ("point_id", "hour"), _rows(hours, validity), constant=forgotten)


def insert_hours(columns: Sequence[str], rows: Iterable[tuple], *, is_fresh: bool) -> None:
    """
    Write hours by the hundred thousand.

    With `is_fresh` no such hour exists: PostgreSQL then copies, SQLite inserts without looking.
    """
    if not is_fresh:
        _upsert(Hour, columns, ("point_id", "hour"), rows)
        return
    table, names = Hour._meta.db_table, ", ".join(_quoted(columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["?"] * len(columns))
            _raw_cursor().executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608 - our own names


def update_masses(rows: Iterable[tuple[float | None, int, int]]) -> None:
    """Write (mass, point, hour) into hours that exist."""
    _many(
        f"UPDATE {Hour._meta.db_table} SET mass_kg = %s WHERE point_id = %s AND hour = %s",  # noqa: S608
        rows,
    )


def replace_masses(rows: Iterable[tuple]) -> None:
    """Write (point, hour, validity, replaced_kg, rule, window), in a new row if there is none."""
    table = Hour._meta.db_table
    _many(
        f'INSERT INTO {table} (point_id, hour, validity, replaced_kg, rule, "window", basis,'  # noqa: S608
        " count, total, valid_minutes, stopped_minutes, invalid_minutes, flags)"
        " VALUES (%s, %s, %s, %s, %s, %s, 0, 0, 0, 0, 0, 0, 0)"
        " ON CONFLICT (point_id, hour) DO UPDATE SET replaced_kg = excluded.replaced_kg,"
        ' rule = excluded.rule, "window" = excluded."window"',
        rows,
    )


def upsert_latest(rows: Iterable[tuple]) -> None:
    columns = (
        "point_id",
        "kind",
        "field",
        "at_s",
        "value",
        "flag",
        "arrived_us",
        "inbox",
        "position",
    )
    _upsert(Latest, columns, columns[:3], rows)


def hear(rows: Iterable[tuple[int, int, int]]) -> None:
    """Note signs of life: (station, newest arrival [us], frames). Who speaks is not silent."""
    table = Heard._meta.db_table
    _many(
        f"INSERT INTO {table} (station_id, arrived_us, frames) VALUES (%s, %s, %s)"  # noqa: S608
        " ON CONFLICT (station_id) DO UPDATE SET arrived_us = excluded.arrived_us,"
        f" frames = {table}.frames + excluded.frames, silent_since_us = NULL",
        rows,
    )


def upsert_days(columns: Sequence[str], rows: Iterable[tuple]) -> None:
    _upsert(Day, columns, ("point_id", "day"), rows)


def note_dirty(rows: Iterable[tuple[int, str]]) -> None:
    """Remember (point, day) that must be rolled; days as in `2026-01-31`."""
    _many(
        f"INSERT INTO {DirtyDay._meta.db_table} (point_id, day) VALUES (%s, %s)"  # noqa: S608
        " ON CONFLICT (point_id, day) DO NOTHING",
        rows,
    )


def insert_revisions(
    rows: Iterable[tuple[int, int, datetime, str, dict[str, object], dict[str, object]]],
) -> None:
    """Keep what hours were: (point, hour, moment, reason, before, after)."""
    moment = cache(connection.ops.adapt_datetimefield_value)
    listed = [
        (point, hour, moment(at), reason, json.dumps(before), json.dumps(after))
        for point, hour, at, reason, before, after in rows
    ]
    _many(
        f"INSERT INTO {Revision._meta.db_table} (point_id, hour, revised_at, reason, before, after)"  # noqa: S608
        " VALUES (%s, %s, %s, %s, %s, %s)",
        listed,
    )


def count_faults(rows: Iterable[tuple]) -> None:
    """Add (inbox, mn, code, hour, first, last, count, sentence, us) to the faults of their hour."""
    table = FrameFault._meta.db_table
    _many(
        f"INSERT INTO {table} (inbox, mn, code, hour, position, last_position, count, sentence,"  # noqa: S608
        " last_us) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (inbox, mn, code, hour) DO UPDATE SET"
        f" count = {table}.count + excluded.count,"
        " last_position = excluded.last_position, sentence = excluded.sentence,"
        " last_us = excluded.last_us",
        rows,
    )


def _upsert(
    model: type[Model],
    columns: Sequence[str],
    key: Sequence[str],
    rows: Iterable[tuple],
    constant: Mapping[str, object] | None = None,
) -> None:
    """Insert rows, or overwrite those that have the same key; `constant` is the same in all."""
    constant = constant or {}
    quoted = _quoted((*columns, *constant))
    marks = ", ".join(["%s"] * len(columns) + [_literal(value) for value in constant.values()])
    followed = ", ".join(
        f"{name} = excluded.{name}" for name in quoted if name.strip('"') not in key
    )
    _many(
        f"INSERT INTO {model._meta.db_table} ({', '.join(quoted)}) VALUES ({marks})"  # noqa: S608
        f" ON CONFLICT ({', '.join(_quoted(key))}) DO UPDATE SET {followed}",
        rows,
    )


def _many(statement: str, rows: Iterable[tuple]) -> None:
    listed = list(rows)
    if not listed:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _raw_cursor().executemany(statement.replace("%s", "?"), listed)
        else:
            cursor.executemany(statement, listed)


def _raw_cursor() -> Cursor:
    """Return SQLite's own cursor: Django's rewrites every statement and looks at every row."""
    connection.ensure_connection()
    return connection.connection.cursor()


def _quoted(names: Iterable[str]) -> list[str]:
    return [f'"{name}"' for name in names]


def _literal(value: object) -> str:
    return "NULL" if value is None else f"'{value}'" if isinstance(value, str) else str(value)


def _rows(hours: Hours, validity: np.ndarray) -> Iterator[tuple]:
    lists = [
        nullable(getattr(hours, name))
        if name in {"low", "high", "first", "last"}
        else getattr(hours, name).tolist()
        for name in (
            "point",
            "hour",
            "basis",
            "count",
            "total",
            "low",
            "high",
            "first",
            "last",
            "valid",
            "stopped",
            "invalid",
            "flags",
        )
    ]
    return zip(*lists, [CODES[code] for code in validity.tolist()], strict=True)


def nullable(values: np.ndarray) -> list[float | None]:
    """Return numbers with None for NaN; quick when there is none."""
    listed: list[float | None] = values.tolist()
    for place in np.flatnonzero(np.isnan(values)).tolist():
        listed[place] = None
    return listed
