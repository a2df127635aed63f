"""Many readings at once, column by column, and what may be asked of them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import DTypeLike, NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Which = NDArray[np.integer[Any]] | Bools | slice  #: Places in a column, or a mask over it.

DTYPES: dict[str, DTypeLike] = {
    "point": np.int64,
    "kind": np.int64,
    "field": np.int64,
    "at": np.int64,
    "value": np.float64,
    "flag": np.int64,
    "arrived": np.int64,
    "position": np.int64,
}
_FIELD_SPACE = 1 << 12  #: Distinct fields a batch may name; the vocabulary has some fifteen.
_KIND_SPACE = 1 << 3


@dataclass(frozen=True, slots=True)
class Readings:
    """Columns of equal length; codes as in `copark.monitoring.calc.vocabulary`."""

    point: Ints
    kind: Ints
    field: Ints
    at: Ints  #: Sample time, seconds since 1970, UTC; the start of the interval.
    value: Floats  #: In the unit the point is sent in; NaN where no number was sent.
    flag: Ints
    arrived: Ints  #: Microseconds since 1970, UTC.
    position: Ints  #: In the inbox, or the row of an import.

    def __len__(self) -> int:
        """Count the readings."""
        return len(self.point)

    def take(self, which: Which) -> Readings:
        """Return the readings at the places, or under the mask, given."""
        return Readings(*(getattr(self, column.name)[which] for column in fields(self)))

    @property
    def stream(self) -> Ints:
        """Number of the stream a reading belongs to: one point, kind of message and field."""
        return stream_of(self.point, self.kind, self.field)

    @property
    def hour(self) -> Ints:
        """Hour, since 1970, in which a reading begins."""
        return self.at // 3600


def stream_of(point: Ints, kind: Ints, field: Ints) -> Ints:
    """
    Return one number for a point, a kind of message and a field.

    Examples
    --------
    >>> a = np.array
    >>> bool(stream_of(a([1]), a([2]), a([3])) < stream_of(a([1]), a([3]), a([0])))
    True
    """
    return (point * _KIND_SPACE + kind) * _FIELD_SPACE + field


def of_columns(**columns: Sequence[float]) -> Readings:
    """
    Return readings from sequences, each made an array of its own type.

    Examples
    --------
    >>> len(of_columns(point=[1], kind=[1], field=[0], at=[0], value=[2.5], flag=[0],
    ...                arrived=[0], position=[1]))
    1
    """
    return Readings(*(np.asarray(columns[name], dtype=kind) for name, kind in DTYPES.items()))


def none() -> Readings:
    """Return no readings at all."""
    return Readings(*(np.empty(0, dtype=kind) for kind in DTYPES.values()))


def joined(parts: Sequence[Readings]) -> Readings:
    """Return the readings of all parts, in their order."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return none()
    return Readings(*(np.concatenate([getattr(part, name) for part in parts]) for name in DTYPES))


def newest_word(readings: Readings) -> Readings:
    """
    Return each reading once, as it was said last, in the order of stream and time.

    The same point, kind, field and sample time may arrive many times: a device that resends what
    was not acknowledged, a correction, history asked for twice. The last arrival holds.

    Examples
    --------
    >>> said = of_columns(point=[1, 1], kind=[1, 1], field=[0, 0], at=[60, 60],
    ...                   value=[5.0, 6.0], flag=[0, 0], arrived=[10, 11], position=[1, 2])
    >>> newest_word(said).value.tolist()
    [6.0]
    """
    if not len(readings):
        return readings
    stream = readings.stream
    order = _in_time(readings, stream)
    stream, at = stream[order], readings.at[order]
    last = np.empty(len(order), dtype=bool)
    last[-1] = True
    np.not_equal(stream[1:], stream[:-1], out=last[:-1])
    last[:-1] |= at[1:] != at[:-1]
    return readings.take(order[last])


def _in_time(readings: Readings, stream: Ints) -> Ints:
    """Return the order of stream, time and arrival; quickly where no two are of the same time."""
    at = readings.at - readings.at.min()
    place = stream - stream.min()
    if int(place.max()) < (1 << 62) // (int(at.max()) + 1):
        key = place * (int(at.max()) + 1) + at
        order = np.argsort(key, kind="stable")
        key = key[order]
        if (key[1:] != key[:-1]).all():
            return order
    return np.lexsort((readings.position, readings.arrived, readings.at, stream))
