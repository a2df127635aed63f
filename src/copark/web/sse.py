"""Server-sent events: a stream that proxies do not hold back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.core.serializers.json import DjangoJSONEncoder
from django.http import StreamingHttpResponse

if TYPE_CHECKING:
    from collections.abc import AsyncIterable

#: Says that the line is alive; `live.js` turns stale without it.
BEAT = "event: beat\ndata: {}\n\n"
RETRY_MS = 2_000


def event(content: object, name: str = "", identity: str = "") -> str:
    r"""
    Write one event as it goes over the wire.

    >>> event({"a": 1}, "state")
    'event: state\ndata: {"a": 1}\n\n'
    """
    head = f"id: {identity}\n" if identity else ""
    head += f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False)}\n\n"


class EventStream(StreamingHttpResponse):
    """Answer with the events of an async generator; strings are sent as they are."""

    def __init__(self, events: AsyncIterable[str]) -> None:
        super().__init__(_bytes_of(events), content_type="text/event-stream; charset=utf-8")
        self["Cache-Control"] = "no-cache, no-transform"
        self["X-Accel-Buffering"] = "no"


async def _bytes_of(events: AsyncIterable[str]) -> AsyncIterable[bytes]:
    yield f"retry: {RETRY_MS}\n\n".encode()
    async for line in events:
        yield line.encode()
