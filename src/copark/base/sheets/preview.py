"""What a file would bring: counts, good rows and objections, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from copark.kernel.faults import Fault

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Preview(Generic[Item]):
    """A file read, not yet taken."""

    upload_id: int
    name: str
    good: tuple[tuple[int, Item], ...]  #: Row number and what it says.
    faults: tuple[Fault, ...]
    notes: tuple[str, ...] = ()

    @property
    def bad_rows(self) -> int:
        return len({fault.row for fault in self.faults})


@dataclass(frozen=True, slots=True)
class Taken:
    """What was written of a file."""

    upload_id: int
    taken: int
    refused: int
