"""
Read a data part: items (``;``) of sub-fields (``,``) of the form ``factor-field=value``.

Nothing is thrown away: a value that is no number stays as text, a key of another form is kept
beside the readings, a repeated key gives a reading each time.

A station sends the same keys again and again. So a data part is cut into keys and values in one
pass; what the keys mean (which value is a reading's, which its flag, which its time) is worked
out once and remembered as a *plan*, and the values are picked by it.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from functools import lru_cache, partial
from itertools import repeat
from math import isfinite
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Zone of every time in a frame; the standard writes none."""
DATA_TIME = "DataTime"
FIELDS = frozenset(
    {"Rtd", "Min", "Avg", "Max", "Cou", "ZsRtd", "ZsMin", "ZsAvg", "ZsMax", "Flag", "EFlag"}
    | {"SampleTime", "SampleType", "SampleRd", "StandardValue", "ResultType", "Info", "SN"}
    | {"RS", "RT", "Data", "DayData", "NightData"}
)
"""Sub-fields of the standard; senders in another case are read as these."""
FLAGS = frozenset("NFMSDCTB0123") | {""}
"""Data flags of the standard; others are kept as sent, in upper case."""
REMEMBERED = 2_048
"""Longest row of keys whose plan is remembered, so that junk cannot fill the memory. [character]"""

_SPELLING = {field.lower(): field for field in FIELDS}
_SHAPE = re.compile(r"([\w.]+)-([A-Za-z][A-Za-z0-9_]*)")
_CUT = re.compile(r"=([^,;]*)")
_SEPARATOR = re.compile(r"([;,])")
_QUOTED = re.compile(r"//.*?//", re.DOTALL)  # log text of i11001-Info may hold separators
_MARK = re.compile("\x00([0-9]+)\x00")  # stands for quoted text while separators are looked for
_TIME_DIGITS = (14, 17)
_NOWHERE = -1  # place of a value that was not sent; an empty text is put there


class Reading(NamedTuple):
    """One value of one factor."""

    factor: str  #: As sent; see `copark.protocols.hj212.factors.factor_of`.
    field: str  #: Rtd, Avg, ...
    value: float | None  #: None when the text is no finite number.
    flag: str  #: Data flag in upper case, empty when none was sent.
    at: datetime | None  #: Sample time, else the data time before it; start of the interval.
    text: str  #: As sent.


class _Plan(NamedTuple):
    """Where, among the values, the parts of each reading stand."""

    factors: tuple[str, ...]
    fields: tuple[str, ...]
    texts: Callable[[Sequence[str]], tuple[str, ...]]
    flags: Callable[[Sequence[str]], tuple[str, ...]]
    times: tuple[int, ...]  # one place when it is the same for all
    extra: tuple[tuple[str, int], ...]


_new = partial(tuple.__new__, Reading)


def read_cp(cp: str) -> tuple[tuple[Reading, ...], dict[str, str]]:
    """
    Read a data part in plain text.

    Parameters
    ----------
    cp
        What stands between ``CP=&&`` and ``&&``.

    Returns
    -------
    tuple
        The readings in order, and the keys of another form; a key that comes twice keeps both
        values, separated by a comma.

    Examples
    --------
    >>> readings, extra = read_cp("SystemTime=20160801085857;SB1-RS=1")
    >>> readings[0][:3], extra
    (('SB1', 'RS', 1.0), {'SystemTime': '20160801085857'})
    """
    if "//" not in cp:
        return _read(cp)
    quoted = _QUOTED.findall(cp)
    places = iter(range(len(quoted)))
    readings, extra = _read(
        _QUOTED.sub(lambda _: f"\x00{next(places)}\x00", cp.replace("\x00", ""))
    )
    return (
        tuple(reading._replace(text=_unquoted(reading.text, quoted)) for reading in readings),
        {name: _unquoted(value, quoted) for name, value in extra.items()},
    )


def _read(cp: str) -> tuple[tuple[Reading, ...], dict[str, str]]:
    plan, values = _cut(cp)
    extra: dict[str, str] = {}
    for name, place in plan.extra:
        extra[name] = f"{extra[name]},{values[place]}" if name in extra else values[place]
    texts = plan.texts(values)
    flags: Iterable[str] = plan.flags(values)
    if not FLAGS.issuperset(flags):
        flags = [flag.strip().upper() for flag in flags]
    at: Iterable[datetime | None] = map(time_of, map(values.__getitem__, plan.times))
    if len(plan.times) == 1:
        at = repeat(next(iter(at)))
    rows = zip(plan.factors, plan.fields, values_of(texts), flags, at, texts, strict=False)
    return tuple(map(_new, rows)), extra


def _cut(cp: str) -> tuple[_Plan, list[str]]:
    """Cut a data part into values and the plan of its keys; an empty value stands at the end."""
    tokens = cp.rstrip("; ").replace(";", "=;").replace(",", "=,").split("=")
    keys, values = tokens[::2], tokens[1::2]
    # With one value to each key, keys stand at the even places, each behind its separator.
    if len(keys) == len(values) == cp.rstrip("; ").count(";") + cp.count(",") + 1:
        plan = _remembered("=".join(keys))
        if plan:
            values.append("")
            return plan, values
    loose = _CUT.split(cp)
    values = loose[1::2]
    values.append("")
    return _plan(loose[::2]), values


def _remembered(keys: str) -> _Plan | None:
    return _plan_of(keys) if len(keys) <= REMEMBERED else _plan_of.__wrapped__(keys)


@lru_cache(maxsize=512)
def _plan_of(keys: str) -> _Plan | None:
    """Return the plan of keys that stand behind their separators, None when one does not."""
    runs = keys.split("=")
    if any(run[:1] not in {";", ","} for run in runs[1:]):
        return None
    return _plan([*runs, ""])


def _plan(runs: list[str]) -> _Plan:
    """Return the plan of the text between values, the last of which no value follows."""
    planner = _Planner()
    for place, run in enumerate(runs):
        *before, last = _SEPARATOR.split(run)
        for piece in before:
            if piece == ";":
                planner.close_item()
            elif piece != ",":
                planner.place(piece, _NOWHERE)
        planner.place(last, place if place < len(runs) - 1 else _NOWHERE)
    planner.close_item()
    return planner.plan()


class _Planner:
    """Walk once through the keys of a data part, item by item."""

    def __init__(self) -> None:
        self._names: list[tuple[str, str]] = []
        self._rows: list[list[int]] = []  # places of text, flag and time, beside the names
        self._extra: list[tuple[str, int]] = []
        self._at = _NOWHERE
        self._unflagged: dict[str, list[list[int]]] = {}  # by factor, since the latest data time
        self._item: list[tuple[str, list[int]]] = []
        self._flags: dict[str, int] = {}
        self._times: dict[str, int] = {}

    def place(self, name: str, place: int) -> None:
        """Note what the value at a place is, by its key."""
        name = "".join(name.split())
        shape = _SHAPE.fullmatch(name)
        factor, field = shape.groups() if shape else (name, "")
        field = _SPELLING.get(field.lower(), field)
        if field == "Flag":
            self._flags[factor] = place
        elif field == "SampleTime":
            self._times[factor] = place
        elif field:
            self._reading(factor, field, place)
        elif name.lower() == DATA_TIME.lower():
            self._at, self._unflagged = place, {}
            self._extra.append((DATA_TIME, place))
        elif name:
            self._extra.append((name, place))

    def _reading(self, factor: str, field: str, place: int) -> None:
        row = [place, _NOWHERE, _NOWHERE]
        self._names.append((factor, field))
        self._rows.append(row)
        self._item.append((factor, row))
        self._unflagged.setdefault(factor, []).append(row)

    def close_item(self) -> None:
        """Give the readings of the item their time; a flag goes to its factor, earlier ones too."""
        for factor, row in self._item:
            row[2] = self._times.get(factor, self._at)
        for factor, place in self._flags.items():
            for row in self._unflagged.pop(factor, ()):
                row[1] = place
        self._item, self._flags, self._times = [], {}, {}

    def plan(self) -> _Plan:
        """Return what was noted."""
        times = tuple(row[2] for row in self._rows)
        return _Plan(
            tuple(factor for factor, _ in self._names),
            tuple(field for _, field in self._names),
            _picker([row[0] for row in self._rows]),
            _picker([row[1] for row in self._rows]),
            times[:1] if len(set(times)) == 1 else times,
            tuple(self._extra),
        )


def _picker(places: list[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    if len(places) > 1:
        return itemgetter(*places)
    return lambda values: tuple(values[place] for place in places)


def values_of(texts: Sequence[str]) -> Iterable[float | None]:
    """
    Return the numbers that texts stand for; quick when all are numbers.

    Examples
    --------
    >>> list(values_of(["1", "2.50"])), list(values_of(["1", "", "inf"]))
    ([1.0, 2.5], [1.0, None, None])
    """
    try:
        values = list(map(float, texts))
    except ValueError:
        return map(value_of, texts)
    if isfinite(sum(values)) and "_" not in "".join(texts):
        return values
    return map(value_of, texts)


def value_of(text: str) -> float | None:
    """
    Return the number a text stands for, or None: no "nan", no "inf", no "1_000".

    Examples
    --------
    >>> value_of("26.0"), value_of("nan"), value_of("1_000"), value_of("")
    (26.0, None, None, None)
    """
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) and "_" not in text else None


@lru_cache(maxsize=1024)
def time_of(text: str) -> datetime | None:
    """
    Return the time 14 digits stand for, 17 with milliseconds; None when they stand for none.

    Examples
    --------
    >>> time_of("20160824003817").isoformat(), time_of("20160824003817250").isoformat()
    ('2016-08-24T00:38:17+08:00', '2016-08-24T00:38:17.250000+08:00')
    >>> time_of("20161324003817") is None
    True
    """
    text = text.strip()
    if len(text) not in _TIME_DIGITS or not (text.isascii() and text.isdigit()):
        return None
    try:
        moment = datetime.fromisoformat(f"{text[:8]}T{text[8:14]}")
    except ValueError:
        return None
    return moment.replace(microsecond=int(text[14:] or 0) * 1000, tzinfo=BEIJING)


def _unquoted(text: str, quoted: list[str]) -> str:
    return _MARK.sub(lambda found: quoted[int(found[1])], text)
