"""
Read files of hourly values, and say of every bad row what is wrong with it.

The format, as CSV (UTF-8, comma, header) or Parquet, one row for a point and an hour:

=========  ==========================================================================
``mn``      station number, as registered
``factor``  factor code of the point, 2017 or 2005 (``a21026``, ``w01018``, ``ke0101``)
``start``   start of the hour: ``2025-01-01 08:00`` in the park's zone, or with a zone
``value``   hourly mean in the unit of the point; for a counter what it advanced;
            may be empty where the flag is not ``N``
``flag``    data flag of HJ 212; the column, or a value of it, may be absent: ``N``
=========  ==========================================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from copark.kernel.errors import Refused
from copark.monitoring.calc.decoding import flag_codes
from copark.monitoring.calc.vocabulary import FLAG_CODE, UNKNOWN_FLAG
from copark.protocols.hj212.factors import factor_of

if TYPE_CHECKING:
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from copark.monitoring.queries.places import Places

NEEDED = ("mn", "factor", "start", "value")
FORMATS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y%m%d%H%M%S",
)
HOUR_S = 3600
MOST_TOLD = 1000  #: Bad rows that are told one by one.


@dataclass(frozen=True, slots=True)
class BadRow:
    """Why a row cannot be taken. Rows count from 1, the header not counted."""

    row: int
    column: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class HourRows:
    """The good rows of a file as columns, and what is wrong with the others."""

    point: np.ndarray
    hour: np.ndarray
    value: np.ndarray
    flag: np.ndarray
    row: np.ndarray  #: In the file, from 1.
    bad: list[BadRow]
    bad_count: int


class FileRefused(Refused):
    """The file as a whole cannot be read."""


def read_hours(source: Path | pa.Table, known: Places, zone: ZoneInfo) -> HourRows:
    """Read and check a file or a table of hourly values."""
    table = source if isinstance(source, pa.Table) else _table(source)
    missing = [name for name in NEEDED if name not in table.column_names]
    if missing:
        message = f"The file lacks the column “{missing[0]}”; it needs {', '.join(NEEDED)}."
        raise FileRefused("import.column.missing", message, column=missing[0])
    checks = _Checks(table)
    point = _points(table, known, checks)
    hour = _hours(table["start"], zone, checks)
    flag = _flags(table, checks)
    value = _values(table["value"], flag, checks)
    _once(point, hour, checks)
    good = ~checks.is_bad
    row = np.flatnonzero(good) + 1
    return HourRows(
        point[good],
        hour[good],
        value[good],
        flag[good],
        row,
        checks.told(),
        int(checks.is_bad.sum()),
    )


def _table(path: Path) -> pa.Table:
    try:
        if path.suffix == ".parquet":
            return pq.read_table(path, partitioning=None)
        text = {name: pa.string() for name in (*NEEDED, "flag")}
        options = pa.csv.ConvertOptions(
            column_types=text, strings_can_be_null=True, null_values=[""]
        )
        return pa.csv.read_csv(path, convert_options=options)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        message = f"The file {path.name} cannot be read: {error}"
        raise FileRefused("import.file.unreadable", message, file=path.name) from error


class _Checks:
    """What is wrong with rows; of each the first reason found."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table
        self.is_bad = np.zeros(table.num_rows, dtype=bool)
        self._found: list[tuple[np.ndarray, str, str]] = []

    def refuse(self, rows: np.ndarray, column: str, reason: str) -> None:
        """Note that rows (a mask) are bad in a column, unless they were bad before."""
        new = rows & ~self.is_bad
        if new.any():
            self._found.append((np.flatnonzero(new), column, reason))
            self.is_bad |= new

    def told(self) -> list[BadRow]:
        """Return the bad rows in their order, as many as anybody would read."""
        rows = [
            BadRow(int(place) + 1, column, reason, self._text(int(place), column))
            for places, column, reason in self._found
            for place in places[:MOST_TOLD]
        ]
        return sorted(rows, key=lambda bad: bad.row)[:MOST_TOLD]

    def _text(self, place: int, column: str) -> str:
        value = self._table[column][place].as_py() if column in self._table.column_names else None
        return "" if value is None else str(value)


def _points(table: pa.Table, known: Places, checks: _Checks) -> np.ndarray:
    """Look up the point of each row, each distinct pair of station and factor once."""
    mn, mns = _codes(table["mn"])
    factor, factors = _codes(table["factor"])
    lookup = np.full((len(mns) + 1, len(factors) + 1), -1, dtype=np.int64)
    for row, station in enumerate(mns):
        waiting = known.waiting.get(station or "", {})
        for column, name in enumerate(factors):
            lookup[row, column] = _point(name or "", waiting)
    is_station = np.array([station in known.waiting for station in mns] + [False])
    checks.refuse(~is_station[mn], "mn", "no station has this number")
    point = lookup[mn, factor]
    checks.refuse(point < 0, "factor", "the station has no point for this factor")
    return point


def _point(factor: str, waiting: dict[str, int]) -> int:
    if factor in waiting:
        return waiting[factor]
    named = factor_of(factor)
    return waiting.get(named.code, -1) if named else -1


def _codes(column: pa.ChunkedArray) -> tuple[np.ndarray, list[Any]]:
    """Return a place in the distinct values for each row; empty values have the last place."""
    whole = column.cast(pa.string()).combine_chunks()
    whole = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole
    encoded = pc.utf8_trim_whitespace(whole).dictionary_encode()
    words = encoded.dictionary.to_pylist()
    return encoded.indices.fill_null(len(words)).to_numpy(zero_copy_only=False), words


def _hours(column: pa.ChunkedArray, zone: ZoneInfo, checks: _Checks) -> np.ndarray:
    seconds = _seconds(column, zone)
    unreadable = np.isnan(seconds)
    checks.refuse(unreadable, "start", "this is no time; write 2025-01-01 08:00")
    whole = np.where(unreadable, 0, seconds).astype(np.int64)
    checks.refuse(whole % HOUR_S != 0, "start", "this is not the start of an hour")
    return whole // HOUR_S


def _seconds(column: pa.ChunkedArray, zone: ZoneInfo) -> np.ndarray:
    """Return seconds since 1970, NaN where a text is no time."""
    if pa.types.is_timestamp(column.type):
        return _since(column, zone)
    text = pc.utf8_trim_whitespace(column.cast(pa.string()))
    found = pa.chunked_array([pa.nulls(len(text), pa.timestamp("s"))])
    for form in FORMATS:
        if not found.null_count:
            break
        found = pc.coalesce(found, pc.strptime(text, format=form, unit="s", error_is_null=True))
    seconds = _since(found, zone)
    for place in np.flatnonzero(np.isnan(seconds)).tolist():
        seconds[place] = _one(text[place].as_py(), zone)
    return seconds


def _since(column: pa.ChunkedArray, zone: ZoneInfo) -> np.ndarray:
    if column.type.tz is None:
        column = pc.assume_timezone(column, zone.key, ambiguous="earliest", nonexistent="earliest")
    whole = column.cast(pa.timestamp("s", "UTC")).cast(pa.int64())
    return whole.cast(pa.float64()).to_numpy().copy()


def _one(text: str | None, zone: ZoneInfo) -> float:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return np.nan
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp()


def _flags(table: pa.Table, checks: _Checks) -> np.ndarray:
    if "flag" not in table.column_names:
        return np.zeros(table.num_rows, dtype=np.int64)
    place, words = _codes(table["flag"])
    codes = flag_codes([word or "" for word in words] + [""])[place]
    checks.refuse(codes == UNKNOWN_FLAG, "flag", "this is no data flag of HJ 212")
    return codes


def _values(column: pa.ChunkedArray, flag: np.ndarray, checks: _Checks) -> np.ndarray:
    value = _numbers(column)
    told = column.is_valid().to_numpy()
    checks.refuse(told & ~np.isfinite(value), "value", "this is no number")
    normal = flag == FLAG_CODE["N"]
    checks.refuse(normal & ~told, "value", "a normal hour needs a value")
    return value


def _numbers(column: pa.ChunkedArray) -> np.ndarray:
    if not pa.types.is_string(column.type):
        return column.cast(pa.float64()).to_numpy()
    try:
        return pc.utf8_trim_whitespace(column).cast(pa.float64()).to_numpy()
    except pa.ArrowInvalid:
        return np.array([_number(text) for text in column.to_pylist()], dtype=np.float64)


def _number(text: str | None) -> float:
    try:
        return float(text) if text else np.nan
    except ValueError:
        return np.nan


def _once(point: np.ndarray, hour: np.ndarray, checks: _Checks) -> None:
    order = np.lexsort((hour, point))
    again = np.zeros(len(point), dtype=bool)
    same = (point[order][1:] == point[order][:-1]) & (hour[order][1:] == hour[order][:-1])
    again[order[1:][same]] = True
    checks.refuse(again, "start", "this hour of this point stands in the file twice")
