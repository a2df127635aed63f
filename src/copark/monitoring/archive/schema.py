"""The columns of the archive, and the same readings packed for a chunk in the records."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from copark.kernel.errors import Broken
from copark.monitoring.calc.readings import DTYPES, Readings
from copark.monitoring.calc.summing import Sums
from copark.monitoring.calc.vocabulary import FIELDS, FLAGS, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORDS = pa.dictionary(pa.int16(), pa.string())

#: What a segment of readings holds. Times are UTC; words, not codes, for readers of any kind.
READINGS = pa.schema(
    [
        ("point_id", pa.int32()),
        ("kind", _WORDS),
        ("field", _WORDS),
        ("at", pa.timestamp("us")),
        ("value", pa.float64()),
        ("flag", _WORDS),
        ("arrived", pa.timestamp("us")),
        ("position", pa.int64()),
    ]
)
#: What a segment of raw frames holds.
RAW = pa.schema(
    [
        ("position", pa.int64()),
        ("arrived", pa.timestamp("us")),
        ("peer", pa.string()),
        ("mn", pa.string()),
        ("mark", pa.string()),
        ("raw", pa.binary()),
    ]
)
#: Columns of a chunk, one after the other, each in as few bytes as its range needs.
_PACKED = {
    "point": "<i4",
    "kind": "<i1",
    "field": "<i2",
    "at": "<i8",
    "value": "<f8",
    "flag": "<i1",
    "arrived": "<i8",
    "position": "<i8",
}
_WIDTH = sum(np.dtype(kind).itemsize for kind in _PACKED.values())
_HEAD = struct.Struct("<BI")  #: Format of the chunk, and number of rows.
_FORMAT = 1
_CODEC = "lz4"
_KINDS = [kind.name for kind in Kind]
_KIND_CODE = {name: code for code, name in enumerate(_KINDS)}
_MICRO = 1_000_000


def packed(readings: Readings) -> bytes:
    """
    Return readings as bytes for a chunk: columns end to end, compressed by LZ4.

    A chunk of a quiet minute has ten rows; an Arrow stream would spend more on its schema.
    """
    columns = [getattr(readings, name).astype(kind).tobytes() for name, kind in _PACKED.items()]
    body = pa.compress(b"".join(columns), codec=_CODEC, asbytes=True)
    return _HEAD.pack(_FORMAT, len(readings)) + body


def unpacked(payload: bytes | memoryview) -> Readings:
    """
    Return the readings of a chunk.

    Raises
    ------
    Broken
        If the chunk has a format that this release does not know.
    """
    form, rows = _HEAD.unpack_from(payload)
    if form != _FORMAT:
        message = f"a chunk has format {form}; this release reads {_FORMAT}"
        raise Broken(message)
    body = pa.decompress(memoryview(payload)[_HEAD.size :], rows * _WIDTH, codec=_CODEC)
    columns, begin = [], 0
    for name, kind in _PACKED.items():
        column = np.frombuffer(body, dtype=kind, count=rows, offset=begin)
        columns.append(column.astype(DTYPES[name]))
        begin += rows * column.itemsize
    return Readings(*columns)


def table_of(readings: Readings, names: Sequence[str] = FIELDS) -> pa.Table:
    """Return readings as rows of a segment; `names` are the fields by code."""
    return pa.table(
        [
            pa.array(readings.point.astype(np.int32)),
            _worded(readings.kind, _KINDS),
            _worded(readings.field, names),
            pa.array(readings.at * _MICRO, pa.int64()).cast(pa.timestamp("us")),
            pa.array(readings.value, from_pandas=True),
            _worded(readings.flag, list(FLAGS)),
            pa.array(readings.arrived).cast(pa.timestamp("us")),
            pa.array(readings.position),
        ],
        schema=READINGS,
    )


def readings_of(table: pa.Table, names: list[str]) -> Readings:
    """
    Return rows of segments as columns for a calculation.

    `names` are the fields by code; a name met for the first time is added to it.
    """
    table = table.unify_dictionaries().combine_chunks()
    return Readings(
        point=_ints(table["point_id"]),
        kind=_coded(table["kind"], _KIND_CODE),
        field=_coded(table["field"], _Growing(names)),
        at=_ints(table["at"].cast(pa.int64())) // _MICRO,
        value=table["value"].to_numpy(),
        flag=_coded(table["flag"], {letter: code for code, letter in enumerate(FLAGS)}),
        arrived=_ints(table["arrived"].cast(pa.int64())),
        position=_ints(table["position"]),
    )


def said_of(table: pa.Table, names: list[str]) -> Readings:
    """
    Return what `expressions.said` found as columns for a calculation.

    `names` are the fields by code; a name met for the first time is added to it.
    """
    field = _int64(table["field"])
    strange = field < 0
    if strange.any():
        codes = _Growing(names)
        field[strange] = [
            codes[name] for name in table["name"].filter(pa.array(strange)).to_pylist()
        ]
    return Readings(
        point=_int64(table["point"]),
        kind=_int64(table["kind"]),
        field=field,
        at=_int64(table["at"].cast(pa.int64())) // _MICRO,
        value=_floats(table["value"]),
        flag=_int64(table["flag"]),
        arrived=_int64(table["arrived"].cast(pa.int64())),
        position=_int64(table["position"]),
    )


def sums_of(table: pa.Table) -> Sums:
    """Return what `expressions.summed` found as columns for a calculation."""
    floats = {name: _floats(table[name]) for name in ("total", "low", "high", "first", "last")}
    ints = ("point", "kind", "field", "flag", "second", "count", "minutes")
    return Sums(
        hour=_int64(table["hour"].cast(pa.int64())) // (_MICRO * 3600),
        is_told=table["is_told"].to_numpy(),
        **{name: _int64(table[name]) for name in ints},
        **floats,
    )


class _Growing:
    """Codes by name, where a new name gets the next code."""

    def __init__(self, names: list[str]) -> None:
        self._names = names

    def __getitem__(self, name: str) -> int:
        if name not in self._names:
            self._names.append(name)
        return self._names.index(name)


def _worded(codes: np.ndarray, words: Sequence[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int16)), pa.array(list(words)))


def _coded(column: pa.ChunkedArray, codes: dict[str, int] | _Growing) -> np.ndarray:
    whole = column.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):  # an empty column has no chunk to combine
        return np.empty(0, dtype=np.int64)
    lookup = np.asarray([codes[word] for word in whole.dictionary.to_pylist()], dtype=np.int64)
    return lookup[whole.indices.to_numpy()] if len(whole) else np.empty(0, dtype=np.int64)


def _ints(column: pa.ChunkedArray) -> np.ndarray:
    return column.to_numpy().astype(np.int64, copy=False)


def _int64(column: pa.ChunkedArray) -> np.ndarray:
    return column.to_numpy().astype(np.int64)  # a copy: what Arrow hands out cannot be written


def _floats(column: pa.ChunkedArray) -> np.ndarray:
    return column.to_numpy().astype(np.float64, copy=False)
