"""
Turn messages of stations into columns of readings.

A station sends the same keys in the same order day after day, so what a row of keys means (which
points, which fields) is looked up once and remembered; what is left for each reading is done for
whole batches by NumPy.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from copark.monitoring.calc.readings import Readings, none
from copark.monitoring.calc.vocabulary import (
    FIELD_CODE,
    FIELDS,
    FLAGS,
    KIND_OF_COMMAND,
    UNKNOWN_FLAG,
)
from copark.protocols.hj212.factors import factor_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from copark.monitoring.calc.readings import Ints
    from copark.protocols.hj212.decoding import Message

AHEAD_S: Final = 86_400
"""How far a sample time may lie ahead of its arrival before the clock is not believed. [s]"""
_LETTERS: Final = 128


@dataclass(frozen=True, slots=True)
class Fault:
    """A frame, or a value of one, that becomes no reading."""

    position: int
    mn: str
    code: str
    sentence: str
    arrived: int  #: [us]


@dataclass(frozen=True, slots=True)
class _Keys:
    """What a row of factors and fields of a station means."""

    points: tuple[int, ...]  #: -1 where no point waits for the value.
    fields: tuple[int, ...]
    strange: tuple[str, ...]  #: Factors that no point waits for.


@dataclass(slots=True)
class Columns:
    """
    Readings under construction.

    Parameters
    ----------
    points
        Point by factor, by station number.
    """

    points: Mapping[str, Mapping[str, int]]
    names: list[str] = field(default_factory=lambda: list(FIELDS))
    faults: list[Fault] = field(default_factory=list)
    _known: dict[tuple[object, ...], _Keys] = field(default_factory=dict)
    _point: list[int] = field(default_factory=list)
    _field: list[int] = field(default_factory=list)
    _value: list[float | None] = field(default_factory=list)
    _flag: list[str] = field(default_factory=list)
    _at: list[int] = field(default_factory=list)
    _frames: list[tuple[int, int, int, int]] = field(default_factory=list)
    _epochs: dict[datetime, int] = field(default_factory=dict)

    def add(self, message: Message, *, position: int, arrived: int) -> int:
        """
        Take the readings of a message in; return how many they are.

        Parameters
        ----------
        message
            As decoded.
        position
            Of its frame in the inbox.
        arrived
            When it arrived. [us since 1970, UTC]
        """
        readings = message.readings
        if not readings:
            return 0
        kind = KIND_OF_COMMAND.get(message.cn)
        if kind is None:
            return 0  # answers, notifications, device parameters: no measurement
        factors, names, values, flags, times, _texts = zip(*readings, strict=True)
        keys = self._keys(message.mn, factors, names)
        if keys.strange:
            self._tell(keys.strange, message.mn, position, arrived)
        seconds = self._seconds(times, message.at)
        if seconds is None or max(seconds) > arrived // 1_000_000 + AHEAD_S:
            self._refuse_time(message, position, arrived, is_missing=seconds is None)
            return 0
        self._point += keys.points
        self._field += keys.fields
        self._value += values
        self._flag += flags
        self._at += seconds
        self._frames.append((len(readings), int(kind), arrived, position))
        return len(readings)

    def readings(self) -> Readings:
        """Return what was taken in, in the order in which it came."""
        if not self._frames:
            return none()
        counts, kinds, arrived, positions = np.array(self._frames, dtype=np.int64).T
        point = np.array(self._point, dtype=np.int64)
        found = Readings(
            point=point,
            kind=np.repeat(kinds, counts),
            field=np.array(self._field, dtype=np.int64),
            at=np.array(self._at, dtype=np.int64),
            value=np.array(self._value, dtype=np.float64),
            flag=flag_codes(self._flag),
            arrived=np.repeat(arrived, counts),
            position=np.repeat(positions, counts),
        )
        return found if (point >= 0).all() else found.take(point >= 0)

    def _keys(self, mn: str, factors: tuple[str, ...], names: tuple[str, ...]) -> _Keys:
        key = (mn, factors, names)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._looked_up(mn, factors, names)
        return known

    def _looked_up(self, mn: str, factors: Sequence[str], names: Sequence[str]) -> _Keys:
        waiting = self.points.get(mn, {})
        points = tuple(_point_of(factor, waiting) for factor in factors)
        strange = {factor for factor, point in zip(factors, points, strict=True) if point < 0}
        return _Keys(points, tuple(map(self._code, names)), tuple(sorted(strange)))

    def _code(self, name: str) -> int:
        code = FIELD_CODE.get(name)
        if code is not None:
            return code
        if name not in self.names:
            self.names.append(name)
        return self.names.index(name)

    def _seconds(
        self, times: tuple[datetime | None, ...], fallback: datetime | None
    ) -> list[int] | None:
        first = times[0]
        if first is not None and times.count(first) == len(times):
            return [self._epoch(first)] * len(times)
        moments = [moment or fallback for moment in times]
        if None in moments:
            return None
        return [self._epoch(moment) for moment in moments if moment is not None]

    def _epoch(self, moment: datetime) -> int:
        seconds = self._epochs.get(moment)
        if seconds is None:
            seconds = self._epochs[moment] = int(moment.timestamp())
        return seconds

    def _tell(self, strange: Sequence[str], mn: str, position: int, arrived: int) -> None:
        for factor in strange:
            sentence = f"Station {mn} sends factor {factor}, for which it has no point."
            self.faults.append(
                Fault(position, mn, f"monitoring.point.unknown:{factor}"[:60], sentence, arrived)
            )

    def _refuse_time(
        self, message: Message, position: int, arrived: int, *, is_missing: bool
    ) -> None:
        code = "monitoring.time.missing" if is_missing else "monitoring.time.ahead"
        reason = "carries no data time" if is_missing else "is dated more than a day ahead"
        sentence = f"A frame of station {message.mn} (CN {message.cn}) {reason}."
        self.faults.append(Fault(position, message.mn, code, sentence, arrived))


def flag_codes(flags: Sequence[str]) -> Ints:
    """
    Return the codes of data flags; none reads as normal, a strange one as unknown.

    Examples
    --------
    >>> flag_codes(["N", "", "d", "x", "NN"]).tolist()
    [0, 0, 4, 12, 12]
    """
    letters = np.array(flags, dtype="U2")
    points = letters.view(np.uint32).reshape(len(letters), 2)
    first = np.where(points[:, 1] == 0, points[:, 0], _LETTERS - 1)
    return _CODES[np.minimum(first, _LETTERS - 1)]


def _table() -> Ints:
    table = np.full(_LETTERS, UNKNOWN_FLAG, dtype=np.int64)
    for code, letter in enumerate(FLAGS):
        table[ord(letter)] = table[ord(letter.lower())] = code
    table[0] = 0
    return table


_CODES: Final = _table()


def _point_of(factor: str, waiting: Mapping[str, int]) -> int:
    """Return the point that waits for a factor, under the code sent or that of 2017; else -1."""
    if factor in waiting:
        return waiting[factor]
    known = factor_of(factor)
    return waiting.get(known.code, -1) if known else -1
