"""Turn what an inbox holds into readings, faults and signs of life."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copark.gateways.inbox.contract import Mark
from copark.kernel.errors import Refused
from copark.monitoring.calc.decoding import Columns, Fault
from copark.protocols.hj212.decoding import decode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copark.gateways.inbox.contract import Stored
    from copark.monitoring.calc.readings import Readings
    from copark.monitoring.queries.places import Places

US_PER_HOUR = 3_600_000_000
#: What the gateway found wrong with a frame, as a sentence.
SENTENCES = {
    Mark.CRC: "The check field does not match the data under the station's policy.",
    Mark.UNKNOWN: "No station of the park has this number.",
    Mark.PASSWORD: "The password is not the station's.",
    Mark.MALFORMED: "The frame names no station.",
    Mark.NOISE: "These bytes belong to no frame.",
}
MOST_FAULTS = 500  #: Kinds of fault kept of one batch; a flood of invented numbers is summed up.
MANY = "monitoring.faults.many"


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a batch of frames says."""

    readings: Readings
    names: list[str]  #: Fields by code.
    faults: list[Fault]
    heard: dict[int, tuple[int, int]]  #: Newest arrival [us] and number of good frames, by station.


def decoded(stored: Sequence[Stored], places: Places) -> Decoded:
    """Decode a batch. A frame that cannot be decoded is a fault with a reason; it stops nothing."""
    columns = Columns(places.waiting)
    newest: dict[str, int] = {}
    frames: Counter[str] = Counter()
    faults: list[Fault] = []
    for item in stored:
        arrival = item.arrival
        if arrival.mark != Mark.GOOD:
            faults.append(_marked(item))
            continue
        newest[arrival.mn] = arrival.arrived_us
        frames[arrival.mn] += 1
        try:
            message = decode(arrival.raw, key=places.keys.get(arrival.mn))
        except Refused as refusal:
            faults.append(
                Fault(item.position, arrival.mn, refusal.code, refusal.message, arrival.arrived_us)
            )
            continue
        columns.add(message, position=item.position, arrived=arrival.arrived_us)
    heard = {
        places.stations[mn]: (us, frames[mn]) for mn, us in newest.items() if mn in places.stations
    }
    return Decoded(columns.readings(), columns.names, faults + columns.faults, heard)


def fault_rows(inbox: str, faults: Sequence[Fault]) -> list[tuple]:
    """Sum faults up by station, reason and hour, as `bulk.count_faults` takes them."""
    rows: dict[tuple[str, str, int], list] = {}
    for fault in faults:
        mn, code, hour = fault.mn[:64], fault.code[:60], fault.arrived // US_PER_HOUR
        if (mn, code, hour) not in rows and len(rows) >= MOST_FAULTS:
            mn, code = "", MANY
        row = rows.setdefault((mn, code, hour), [fault.position, 0, 0, "", 0])
        row[1:] = [fault.position, row[2] + 1, fault.sentence[:400], fault.arrived]
    return [(inbox, *key, *row) for key, row in rows.items()]


def _marked(item: Stored) -> Fault:
    arrival = item.arrival
    code = f"gateway.{arrival.mark.value.lower()}"
    return Fault(item.position, arrival.mn, code, SENTENCES[arrival.mark], arrival.arrived_us)
