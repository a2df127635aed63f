from __future__ import annotations

from copark.web import sse


async def test_an_event_stream_is_neither_cached_nor_held_back():
    async def events():
        yield sse.event({"state": "报警"}, "state", "7")
        yield sse.BEAT

    response = sse.EventStream(events())
    text = b"".join([part async for part in response]).decode()

    assert response["Content-Type"].startswith("text/event-stream")
    assert response["X-Accel-Buffering"] == "no"
    assert 'id: 7\nevent: state\ndata: {"state": "报警"}\n\n' in text
    assert text.endswith("event: beat\ndata: {}\n\n")
