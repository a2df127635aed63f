"""
What is asked of the archive, written once, as Ibis expressions.

They speak of tables by name, above all of the readings of segments and of what waits to be sealed,
and know no engine: `engine` runs them on DuckDB. What cannot be said portably is not in this file.
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - Ibis reads the annotations
from typing import TYPE_CHECKING

import ibis

from copark.monitoring.calc.vocabulary import FIELD_CODE, FLAG_CODE, UNKNOWN_FLAG, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ibis.expr.types import BooleanValue, IntegerColumn, StringColumn, Table

    from copark.monitoring.archive.asked import Override, Window

_MOMENT = ibis.dtype("timestamp(6)")
READINGS = ibis.table(
    {
        "point_id": "int32", "kind": "string", "field": "string", "at": _MOMENT,
        "value": "float64", "flag": "string", "arrived": _MOMENT, "position": "int64",
    },
    name="readings",
)  # fmt: skip
KEPT = ibis.table(READINGS.schema(), name="kept")  #: All rows there are, before a window.
WANTED = ibis.table({"point": "int32"}, name="wanted")  #: The points of a window.
STRANGE = -1  #: Code of a field beyond the fixed vocabulary; its name stands beside it.
_KIND_CODE = {kind.name: int(kind) for kind in Kind}


@ibis.udf.agg.builtin
def min_by(value: float, at: datetime) -> float:  # type: ignore[empty-body]
    """Return the value that stands beside the least time."""


@ibis.udf.agg.builtin
def max_by(value: float, at: datetime) -> float:  # type: ignore[empty-body]
    """Return the value that stands beside the greatest time."""


def within(window: Window, rows: Table = KEPT) -> Table:
    """Return the rows of some points and a time; `WANTED` holds the points."""
    bounds = rows.point_id.between(min(window.points), max(window.points))  # skips most row groups
    rows = rows.filter(bounds, rows.at >= window.begin, rows.at < window.end)
    if max(window.points) - min(window.points) == len(window.points) - 1:
        return rows
    return rows.semi_join(WANTED, rows.point_id == WANTED.point)


def said(rows: Table = READINGS) -> Table:
    """Return all that was ever said, in no order, its words as the codes of `calc.vocabulary`."""
    field = _coded(rows.field, FIELD_CODE, STRANGE)
    return rows.select(
        point=rows.point_id,
        kind=_coded(rows.kind, _KIND_CODE, int(Kind.NONE)),
        field=field,
        name=ibis.ifelse(field == STRANGE, rows.field, ibis.null("string")),
        at=rows.at,
        value=rows.value,
        flag=_coded(rows.flag, FLAG_CODE, UNKNOWN_FLAG),
        arrived=rows.arrived,
        position=rows.position,
    )


def summed(overrides: Sequence[Override] = (), rows: Table = READINGS) -> Table:
    """
    Return sums of readings, for each point, hour, kind, field, flag and second of the minute.

    What a reading counts for is decided by whoever adds the sums up (`calc.summing`); here all that
    may count differently is kept apart. `minutes` is the set of minutes that the readings begin in:
    where it has as many as there are readings, no two of them are of the same time.
    """
    rows = rows.mutate(letter=_overridden(rows, overrides))
    found = rows.group_by(
        point=rows.point_id, hour=rows.at.truncate("h"), kind=rows.kind, field=rows.field,
        flag=rows.letter, second=rows.at.second(), is_told=rows.value.notnull(),
    ).aggregate(
        count=rows.count(), total=rows.value.sum(), low=rows.value.min(), high=rows.value.max(),
        first=min_by(rows.value, rows.at), last=max_by(rows.value, rows.at),
        minutes=(ibis.literal(1, "int64") << rows.at.minute().cast("int64")).bit_or(),
    )  # fmt: skip
    return found.mutate(
        kind=_coded(found.kind, _KIND_CODE, int(Kind.NONE)),
        field=_coded(found.field, FIELD_CODE, STRANGE),
        flag=_coded(found.flag, FLAG_CODE, UNKNOWN_FLAG),
    )


def _coded(words: StringColumn, codes: Mapping[str, int], other: int) -> IntegerColumn:
    pairs = ((words == word, ibis.literal(code, "int16")) for word, code in codes.items())
    return ibis.cases(*pairs, else_=ibis.literal(other, "int16"))


def _overridden(rows: Table, overrides: Sequence[Override]) -> StringColumn:
    letter = rows.flag
    for one in overrides:  # the one marked last has the last word
        inside: BooleanValue = (rows.at >= one.begin) & (rows.at < one.end)
        inside &= (rows.kind != Kind.HOUR.name) & (rows.kind != Kind.DAY.name)
        letter = ibis.ifelse(inside & rows.point_id.isin(list(one.points)), one.flag, letter)
    return letter
