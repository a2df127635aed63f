"""The orders a platform gives, ready for the outbox; written by the codec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copark.protocols.hj212 import requests

if TYPE_CHECKING:
    from datetime import datetime

    from copark.protocols.hj212.requests import History

Order = requests.Request  #: Command code and data part.


def get_time() -> Order:
    """Ask a station for its clock."""
    return requests.GET_TIME


def set_time(at: datetime) -> Order:
    """Set the clock of a station; the gateway puts in the moment at which it sends this."""
    return requests.set_time(at)


def get_realtime_interval() -> Order:
    """Ask how often a station sends real-time data."""
    return requests.GET_REAL_TIME_INTERVAL


def set_realtime_interval(seconds: int) -> Order:
    """Set how often a station sends real-time data. [s]"""
    return requests.set_real_time_interval(seconds)


def get_minute_interval() -> Order:
    """Ask over how many minutes a station averages its minute data."""
    return requests.GET_MINUTE_INTERVAL


def set_minute_interval(minutes: int) -> Order:
    """Set over how many minutes a station averages its minute data. [min]"""
    return requests.set_minute_interval(minutes)


def start_realtime() -> Order:
    """Let a station send real-time data."""
    return requests.START_REAL_TIME


def stop_realtime() -> Order:
    """Let a station stop sending real-time data."""
    return requests.STOP_REAL_TIME


def history(cn: History, begin: datetime, end: datetime) -> Order:
    """Ask again for day (2031), minute (2051) or hour (2061) data of a period, to fill a gap."""
    return requests.history(cn, begin, end)
