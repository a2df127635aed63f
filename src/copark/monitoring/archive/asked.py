"""What may be asked for: a window of readings, where they are, and how their flags are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Window:
    """Which readings are meant."""

    points: Sequence[int]  #: Each once, at least one.
    begin: datetime  #: UTC, naive, as the archive keeps it.
    end: datetime  #: Not in it.


@dataclass(frozen=True, slots=True)
class Override:
    """A mark: the flag that readings of a time are read with, whatever was sent."""

    points: tuple[int, ...]
    begin: datetime
    end: datetime
    flag: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where the readings of a window are."""

    segments: Sequence[Path]
    window: Window
    unsealed: pa.Table | None = None  #: Rows that wait to be sealed.
