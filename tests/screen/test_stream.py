from __future__ import annotations

import http.client
import json
import threading
import time
from typing import TYPE_CHECKING

import pytest
import uvicorn
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.db import connections
from django.test import Client

from copark.base.models import Role, User
from copark.monitoring.models import Latest, Pulse
from copark.registry.models import Enterprise, Point
from copark.screen import views
from tests.screen.conftest import build_park, person

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:.*:ResourceWarning"),
]


@pytest.fixture
def server(transactional_db) -> Iterator[int]:
    """A real server in a thread: buffering and disconnecting are part of what is tested."""
    config = uvicorn.Config(
        get_asgi_application(),
        port=0,
        log_level="critical",
        lifespan="off",
        timeout_graceful_shutdown=1,
        ws="none",
    )
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run)
    thread.start()
    while not running.started:
        time.sleep(0.01)
    yield running.servers[0].sockets[0].getsockname()[1]
    running.should_exit = True
    thread.join(10)
    connections.close_all()


def opened(port: int, user: User | None) -> http.client.HTTPResponse:
    headers = {}
    if user is not None:
        client = Client()
        client.force_login(user)
        headers["Cookie"] = (
            f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        )
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/screen/stream", headers=headers)
    return connection.getresponse()


def next_parts(answer: http.client.HTTPResponse) -> dict:
    while line := answer.readline():
        if line.startswith(b"data: {") and line.strip() != b"data: {}":
            return json.loads(line.removeprefix(b"data: "))
    pytest.fail("the stream ended")


def reads(value: float) -> None:
    point = Point.objects.order_by("pk").first()
    now_s = int(time.time())
    Latest.objects.update_or_create(
        point_id=point.pk,
        kind=1,
        field="Rtd",
        defaults={
            "at_s": now_s,
            "value": value,
            "flag": "N",
            "arrived_us": now_s * 1_000_000,
            "inbox": "hj212",
            "position": 1,
        },
    )
    Pulse.objects.update_or_create(pk=1, defaults={"version": time.monotonic_ns()})


def test_a_screen_gets_the_park_and_then_only_what_changed(server):
    build_park()
    reads(20.0)
    answer = opened(server, person())

    whole = next_parts(answer)
    reads(21.0)
    change = next_parts(answer)
    answer.close()

    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert {"energy", "carbon", "lists", "ticker", "freshness"} <= set(whole)
    outlets = [part for name, part in change.items() if name.startswith("outlet:")]
    assert [outlet["values"][0]["value"] for outlet in outlets] == [21.0]
    assert "lists" not in change


def test_a_listener_holds_no_database_connection(server, monkeypatch):
    build_park()
    user, open_in = person(), []
    real = views.BROADCAST.messages

    def watched():
        open_in.append(
            [alias.connection is not None for alias in connections.all(initialized_only=True)]
        )
        return real()

    monkeypatch.setattr(views.BROADCAST, "messages", watched)
    answer = opened(server, user)
    next_parts(answer)
    answer.close()

    assert open_in
    assert not any(is_open for found in open_in for is_open in found)


def test_who_may_not_see_the_park_is_refused(server):
    build_park()
    enterprise = Enterprise.objects.first()

    answers = [opened(server, None), opened(server, person(Role.ENTERPRISE, enterprise.pk))]

    assert [answer.status for answer in answers] == [401, 403]


def test_a_screen_that_leaves_is_forgotten(server):
    build_park()
    answer = opened(server, person())
    next_parts(answer)
    assert views.BROADCAST.listeners == 1

    answer.close()
    deadline = time.monotonic() + 8
    while views.BROADCAST.listeners and time.monotonic() < deadline:
        reads(time.monotonic())
        time.sleep(0.1)

    assert views.BROADCAST.listeners == 0


def test_one_screen_too_many_is_told_so(server, monkeypatch):
    build_park()
    monkeypatch.setattr(views.BROADCAST, "_most", 0)

    answer = opened(server, person())

    assert answer.status == 503
    assert b"Too many screens" in answer.read()
