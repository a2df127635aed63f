"""
The roster: which stations a gateway knows, in a file that the registry publishes.

A gateway has no database. The registry writes the whole roster aside and renames it; the gateway
looks at the file's time of change and reads it again. A roster that cannot be read leaves the last
good one in use.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from copark.gateways import files
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FORMAT = 1
Stamp = tuple[int, int, int]  #: Time of change, number and size of the file.
POLICIES = {"STRICT", "VARIANTS", "MARK"}


class RosterUnreadable(Refused):
    """The roster file is there and makes no sense."""


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One station as a gateway has to know it.

    Parameters
    ----------
    mn
        Station number.
    password
        Expected in every frame; empty: not checked.
    crc_policy
        ``STRICT`` Annex A only, ``VARIANTS`` also those of `crc_variants`, ``MARK`` any check
        field.
    crc_variants
        Names as the codec gives them: ``swapped``, ``modbus``, ``modbus-swapped``.
    sm4_key_hex
        Key of the 2025 edition; empty where data travel plain.
    edition_hint
        ``2005``, ``2017`` or ``2025``: how to speak to it before it has spoken.
    """

    mn: str
    password: str = ""
    crc_policy: str = "STRICT"
    crc_variants: tuple[str, ...] = ()
    sm4_key_hex: str = ""
    edition_hint: str = ""

    def accepts(self, crc: str | None) -> bool:
        """
        Say whether a check field of this kind is good enough for this station.

        None stands for an encrypted frame whose key the roster does not have: it cannot be judged
        here, and is judged by whoever decodes it once the key is known.
        """
        if crc in {"annex-a", None} or self.crc_policy == "MARK":
            return True
        return self.crc_policy == "VARIANTS" and crc in self.crc_variants


def write(path: Path, entries: Iterable[Entry]) -> int:
    """Publish the whole roster; return how many stations it holds."""
    stations = [asdict(entry) for entry in entries]
    files.replace(
        path, json.dumps({"format": FORMAT, "stations": stations}, ensure_ascii=False, indent=1)
    )
    return len(stations)


def read(path: Path) -> dict[str, Entry]:
    """Return the stations by number; a roster that was never published is empty."""
    try:
        loaded = json.loads(path.read_text("utf-8"))
        return {row["mn"]: _entry(row) for row in loaded["stations"]}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        message = f"The roster {path} cannot be read: {error}. Publish it again from the registry."
        raise RosterUnreadable("roster.unreadable", message, path=str(path)) from error


def _entry(row: Mapping[str, object]) -> Entry:
    names = Entry.__dataclass_fields__
    known = {name: value for name, value in row.items() if name in names}
    entry = Entry(**{**known, "crc_variants": tuple(known.get("crc_variants", ()))})  # type: ignore[arg-type]
    if entry.crc_policy not in POLICIES:
        message = f"station {entry.mn} has an unknown check field policy {entry.crc_policy!r}"
        raise ValueError(message)
    if len(bytes.fromhex(entry.sm4_key_hex)) not in {0, 16}:
        message = f"the SM4 key of station {entry.mn} is not of 16 bytes"
        raise ValueError(message)
    return entry


class Roster:
    """The roster as a running gateway holds it."""

    def __init__(self, path: Path) -> None:
        self.error = ""
        self._path = path
        self._stations: dict[str, Entry] = {}
        self._stamp: Stamp | None = None
        self.refresh()

    def __len__(self) -> int:
        return len(self._stations)

    def get(self, mn: str) -> Entry | None:
        """Return a station, or None for one that is not in the roster."""
        return self._stations.get(mn)

    def refresh(self) -> bool:
        """Read the file again if it changed; say whether the stations are new ones."""
        found = stamp(self._path)
        if found == self._stamp:
            return False
        if found is None and self._stations:
            self.error = f"The roster {self._path} is gone; the last one read stays in use."
            return False
        self._stamp = found
        try:
            self._stations = read(self._path)
        except RosterUnreadable as refusal:
            self.error = refusal.message
            return False
        self.error = ""
        return True


def stamp(path: Path) -> Stamp | None:
    """Return what changes whenever the roster is published; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size
