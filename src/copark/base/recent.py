"""Keep an answer that took long for a short while, in this process."""

from __future__ import annotations

import hashlib
from threading import Lock
from typing import TYPE_CHECKING, TypeVar, cast

from cachetools import TTLCache
from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Callable

Answer = TypeVar("Answer")
SECONDS = 60  #: A figure of a year does not need to be younger.
MOST = 400  #: Answers kept of each age: some years, languages and enterprises of every question.

_kept: dict[int, TTLCache[str, object]] = {}
_lock = Lock()


def recent(key: tuple[object, ...], make: Callable[[], Answer], seconds: int = SECONDS) -> Answer:
    """
    Return the answer of `make`, at most `seconds` old.

    The key names everything that must be seen at once: language, and stamps of the tables that
    people write to. What flows in by itself, such as readings, may be that much older. Answers are
    shared and not copied: what they are made of does not change; a list is given anew.
    """
    if not settings.COPARK_RECENT:
        return make()
    name = hashlib.sha256(repr(key).encode()).hexdigest()
    with _lock:
        cache = _kept.setdefault(seconds, TTLCache(MOST, seconds))
        found = cache.get(name)
    if found is None:
        found = make()
        with _lock:
            cache[name] = found
    return cast("Answer", list(found) if isinstance(found, list) else found)


def forget() -> None:
    """Forget every answer, such as between two parks in one process."""
    with _lock:
        _kept.clear()
