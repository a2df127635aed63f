"""The large screen: its page, and the stream that keeps it alive."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from copark.base.rights import Right, has, needs
from copark.registry import queries as registry
from copark.screen import queries, reading
from copark.screen.broadcast import Broadcast
from copark.screen.words import words
from copark.web import sse

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from copark.registry.contracts import ParkRef

STALE_AFTER = 180  #: Without a new reading for so long the live tiles turn grey. [s]
STATES = (
    ("NORMAL", gettext_lazy("Normal")),
    ("ATTENTION", gettext_lazy("Attention")),
    ("ALARM", gettext_lazy("Alarm")),
    ("OFFLINE", gettext_lazy("Offline")),
)
LEVELS = (
    ("ALARM", gettext_lazy("Alarm")),
    ("ATTENTION", gettext_lazy("Attention")),
    ("NOTE", gettext_lazy("Note")),
)


def _now() -> datetime:
    return datetime.now(UTC)


BROADCAST = Broadcast(reading.Reader(_now))


@needs(Right.SEE_PARK)
def wall(request: HttpRequest) -> HttpResponse:
    language = request.GET.get("lang", "")
    if language not in dict(settings.LANGUAGES):
        return _wall(request)
    with translation.override(language):
        response = _wall(request)
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax")
    return response


def _wall(request: HttpRequest) -> HttpResponse:
    now = _now()
    is_plain = "plain" in request.GET  # for a browser without JavaScript
    kept = {} if is_plain else {"kept_for": queries.ANY_AGE}
    overview = queries.overview(year=reading.year_at(now), now=now, **kept)
    park = registry.park()
    context = {
        "overview": overview,
        "year": str(overview.year),
        "lists_url": next((found.url for found in overview.lists), ""),
        "parts": "" if is_plain else _script_text(reading.whole(reading.parts_of(overview))),
        "park_name": _park_name(park),
        "zone_name": park.zone_name if park else "Asia/Shanghai",
        "is_chinese": _is_chinese(),
        "now_ms": str(int(now.timestamp() * 1000)),
        "stale_after": STALE_AFTER,
        "states": STATES,
        "levels": LEVELS,
        "words": words(),
    }
    return render(request, f"screen/{'snapshot' if is_plain else 'wall'}.html", context)


def _script_text(text: str) -> SafeString:
    """Return JSON as it may stand in a script element."""
    return mark_safe(text.translate({60: "\\u003C", 62: "\\u003E", 38: "\\u0026"}))  # noqa: S308 - escaped here


@needs(Right.SEE_PARK)
def park_map(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same map for everybody
    now = _now()
    text = queries.map_text(reading.year_at(now), now)
    return HttpResponse(
        text, content_type="application/json", headers={"Cache-Control": "private, max-age=300"}
    )


def _is_chinese() -> bool:
    return (translation.get_language() or "").startswith("zh")


def _park_name(park: ParkRef | None) -> str:
    if park is None:
        return "Copark"
    return park.name_zh if _is_chinese() else park.name_en


async def stream(request: HttpRequest) -> HttpResponseBase:
    """Push what changes. Rights are checked before the first byte; then the database is let go."""
    user = await request.auser()
    if not user.is_authenticated:
        return _no(401, _("Sign in first."))
    if not has(user, Right.SEE_PARK):
        return _no(403, _("Your role may not see the park's large screen."))
    await sync_to_async(_let_go)()
    if BROADCAST.is_full:
        return _no(503, _("Too many screens listen to this server; close one and try again."))
    return sse.EventStream(BROADCAST.messages())


def _no(status: int, text: str) -> HttpResponse:
    """Refuse in plain words: a page would come from a thread whose connection nobody closes."""
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def _let_go() -> None:
    """Close what this request opened; a listener of an hour holds no connection."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()


stream.right = Right.SEE_PARK  # type: ignore[attr-defined]
