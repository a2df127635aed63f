"""Write readings of the archive to a file that other programs open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from copark.kernel.errors import Refused
from copark.monitoring.archive import schema
from copark.monitoring.calc.readings import newest_word
from copark.monitoring.queries import segments
from copark.monitoring.queries.calendar import hour_at
from copark.monitoring.queries.places import places

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

SUFFIXES = (".parquet", ".csv")


class ExportRefused(Refused):
    """There is nothing to export, or no way to write it."""


def export_readings(
    path: Path, *, start: datetime, end: datetime, mn: str = "", factor: str = ""
) -> int:
    """
    Write what was said of points in a period, each thing once, as it was said last.

    Parameters
    ----------
    path
        File to write, ``.parquet`` or ``.csv``. It appears whole or not at all.
    start, end
        The period, half-open; both aware.
    mn, factor
        One station, one factor; empty for all.

    Raises
    ------
    Refused
        ``archive.export.suffix`` or ``archive.export.empty``.
    """
    if path.suffix not in SUFFIXES:
        message = f"“{path.name}” names no format; write a file ending in .parquet or .csv."
        raise ExportRefused("archive.export.suffix", message, file=path.name)
    refs = [
        ref for ref in places().refs.values() if mn in {"", ref.mn} and factor in {"", ref.factor}
    ]
    table = _table({ref.id: (ref.mn, ref.factor, ref.unit) for ref in refs}, start, end)
    if not table.num_rows:
        message = (
            "The archive holds no reading of that period and those points; nothing was written."
        )
        raise ExportRefused("archive.export.empty", message)
    aside = path.with_name(path.name + ".part")
    if path.suffix == ".csv":
        pa.csv.write_csv(table, aside)
    else:
        pq.write_table(table, aside, compression="zstd")
    aside.replace(path)
    return table.num_rows


def _table(names: dict[int, tuple[str, str, str]], start: datetime, end: datetime) -> pa.Table:
    first, last = hour_at(start), -(-int(end.timestamp()) // 3600)
    found, fields = segments.readings_between(sorted(names), first, last)
    inside = (found.at >= start.timestamp()) & (found.at < end.timestamp())
    said = newest_word(found.take(inside))
    keys = np.array(sorted(names), dtype=np.int64)
    row = np.searchsorted(keys, said.point)
    words = list(zip(*(names[key] for key in keys.tolist()), strict=True)) or [(), (), ()]
    columns = {
        name: pa.DictionaryArray.from_arrays(
            pa.array(row), pa.array(list(texts), pa.string())
        ).cast(pa.string())
        for name, texts in zip(("mn", "factor", "unit"), words, strict=True)
    }
    told = schema.table_of(said, fields)
    kept = ("kind", "field", "at", "value", "flag", "arrived", "position")
    return pa.table(columns | {name: _plain(told[name]) for name in kept})


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
