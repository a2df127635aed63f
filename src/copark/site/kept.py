"""Keep what is dear to work out and slow to change, and say how old it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from datetime import datetime, timedelta

T = TypeVar("T")
MOST = 64  #: Years and languages asked for at once; beyond that all is worked out anew.


@dataclass(slots=True)
class Kept(Generic[T]):
    """One worker works a thing out; the others wait, and for a while all are given the same."""

    work: Callable[..., T]
    age: timedelta
    _found: dict[Hashable, tuple[datetime, T]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, *key: Hashable, now: datetime) -> tuple[datetime, T]:
        """Return when it was worked out, and what was found."""
        found = self._young(key, now)
        if found is None:
            with self._lock:
                found = self._young(key, now)
                if found is None:
                    found = (now, self.work(*key))
                    if len(self._found) >= MOST:
                        self._found.clear()
                    self._found[key] = found
        return found

    def forget(self) -> None:
        self._found.clear()

    def _young(self, key: tuple[Hashable, ...], now: datetime) -> tuple[datetime, T] | None:
        found = self._found.get(key)
        return found if found and now - self.age < found[0] <= now else None
