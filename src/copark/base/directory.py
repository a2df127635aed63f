"""Names of things that lie above this domain, told by the domain that knows them when it starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_sources: dict[str, Callable[[], list[tuple[int, str]]]] = {}


def tell(kind: str, source: Callable[[], list[tuple[int, str]]]) -> None:
    """Say who knows the names of a kind of thing; called from an `apps.py`."""
    _sources[kind] = source


def names(kind: str) -> list[tuple[int, str]]:
    """Return identity and name of every thing of a kind, or nothing where nobody knows."""
    return _sources[kind]() if kind in _sources else []
