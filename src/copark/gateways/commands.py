"""The commands a gateway sends, as a table: with which answer each of them is over."""

from __future__ import annotations

from enum import StrEnum


class Ends(StrEnum):
    """The answer with which an exchange is over."""

    EXECUTED = "EXECUTED"  # 9012, after 9011 and perhaps data
    ACCEPTED = "ACCEPTED"  # 9011: what follows are ordinary uploads
    NOTIFIED = "NOTIFIED"  # 9013


ENDS = {
    "1000": Ends.EXECUTED,  # set timeout and retries
    "1011": Ends.EXECUTED,  # get time
    "1012": Ends.EXECUTED,  # set time
    "1014": Ends.EXECUTED,  # hand over the SM4 key
    "1061": Ends.EXECUTED,  # get real-time interval
    "1062": Ends.EXECUTED,  # set real-time interval
    "1063": Ends.EXECUTED,  # get minute interval
    "1064": Ends.EXECUTED,  # set minute interval
    "2011": Ends.ACCEPTED,  # start real-time data
    "2012": Ends.NOTIFIED,  # stop real-time data
    "2031": Ends.EXECUTED,  # request day data
    "2051": Ends.EXECUTED,  # request minute data
    "2061": Ends.EXECUTED,  # request hour data
}
"""Command code to end; what is not here is not sent. `copark.protocols.hj212.requests` has them."""

GETS = frozenset({"1011", "1061", "1063"})
"""What these bring back is part of the result."""

SETS_TIME = "1012"
ASKS_TIME = "1013"
KEY = "1014"  #: A station asks for its key by it, and gets it by it.
ACCEPTED, EXECUTED, NOTIFIED = "9011", "9012", "9013"
