"""The requests a platform sends to a device: command code and data part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from copark.protocols.hj212.encoding import stamp

if TYPE_CHECKING:
    from datetime import datetime

    from copark.protocols.hj212.envelope import Edition

History = Literal["2031", "2051", "2061"]


class Request(NamedTuple):
    """A command code with its data part; `copark.protocols.hj212.encoding.encode` writes it."""

    cn: str
    cp: str = ""


GET_TIME = Request("1011")
GET_REAL_TIME_INTERVAL = Request("1061")
GET_MINUTE_INTERVAL = Request("1063")
START_REAL_TIME = Request("2011")
STOP_REAL_TIME = Request("2012")


def set_time(at: datetime) -> Request:
    """
    Set a device's clock.

    Examples
    --------
    >>> from datetime import datetime, UTC
    >>> set_time(datetime(2026, 8, 1, tzinfo=UTC))
    Request(cn='1012', cp='SystemTime=20260801080000')
    """
    return Request("1012", f"SystemTime={stamp(at)}")


def set_retries(time_out: int, retries: int) -> Request:
    """Set how long a device waits for an answer [s] and how often it repeats."""
    return Request("1000", f"OverTime={time_out};ReCount={retries}")


def set_real_time_interval(seconds: int) -> Request:
    """Set how often real-time data are sent. [s]"""
    return Request("1062", f"RtdInterval={seconds}")


def set_minute_interval(minutes: int) -> Request:
    """Set over how long minute data are averaged. [min]"""
    return Request("1064", f"MinInterval={minutes}")


def set_password(password: str) -> Request:
    """Set the password a device uses from now on."""
    return Request("1072", f"NewPW={password}")


def renew_key(key: bytes, created: datetime) -> Request:
    """Hand a device its new SM4 key (2025); the data part itself is to be encrypted."""
    return Request("1014", f"SKCreateTime={stamp(created)};NewSK={key.hex().upper()}")


def history(cn: History, begin: datetime, end: datetime, edition: Edition = "2017") -> Request:
    """
    Ask for stored day (2031), minute (2051) or hour (2061) data.

    Examples
    --------
    >>> from datetime import datetime, UTC
    >>> at = datetime(2026, 8, 1, tzinfo=UTC)
    >>> history("2051", at, at).cp
    'BeginTime=20260801080000,EndTime=20260801080000'
    """
    separator = ";" if edition == "2025" else ","  # as each edition prints it
    return Request(cn, f"BeginTime={stamp(begin)}{separator}EndTime={stamp(end)}")
