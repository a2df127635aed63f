"""The raw frame behind a value: what arrived, from whom, when, and how it was read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from copark.base.rights import Right, needs, require_scope
from copark.monitoring import queries
from copark.monitoring.views import made, names
from copark.monitoring.views.station import point_of
from copark.registry import queries as registry

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from copark.monitoring.contracts import DecodedReading, Evidence

SPANS = {"HOUR": timedelta(hours=1), "DAY": timedelta(days=1)}
VALUES = {"Rtd", "Avg", "Cou", "ZsRtd", "ZsAvg"}
LISTED = 200
IMPORTED = "import-"  #: Begins the name of an inbox that a file filled.


@needs(Right.SEE_OWN)
@require_GET
def point_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the frame behind a value; behind an hour or a day, everything it was made of."""
    point = point_of(request, pk)
    at = _at(request.GET.get("at", ""))
    span = SPANS.get(request.GET.get("step", ""))
    told = (
        [one for one in queries.sources(pk, at, at + span) if one.field in VALUES] if span else []
    )
    frame = (
        queries.frame_at(told[-1].inbox, told[-1].position) if told else queries.frame_of(pk, at)
    )
    context = {
        "point": point,
        "made": made.hour_figure(point, at) if request.GET.get("step") == "HOUR" else None,
        "sources": [(one, names.flags().get(one.flag, one.flag)) for one in told[:LISTED]],
        "more": max(len(told) - LISTED, 0),
        "shown": [_shown(frame, point.factor)] if frame else [],
    }
    return render(request, _template(request), context)


@needs(Right.SEE_OWN)
@require_GET
def frame_detail(request: HttpRequest, inbox: str, position: int) -> HttpResponse:
    found = queries.frame_at(inbox, position)
    if found is None:
        raise Http404(_("The frame is not in the inbox, and not in the archive."))
    require_scope(request.user, _owner(found.mn))
    return render(request, _template(request), {"shown": [_shown(found, "")]})


def _template(request: HttpRequest) -> str:
    asked_by_drawer = request.headers.get("HX-Request") == "true"
    return "monitoring/evidence.html" + ("#frames" if asked_by_drawer else "")


def _owner(mn: str) -> int | None:
    """Return whose station this is; None, which only the park may see, if nobody's."""
    return next((point.enterprise_id for point in registry.points() if point.mn == mn), None)


def _shown(found: Evidence, factor: str) -> dict[str, Any]:
    return {
        "frame": found,
        "verdict": verdicts().get(found.mark, found.mark),
        "state": "NORMAL" if found.mark == "GOOD" else "ATTENTION",
        "note": _note(found),
        "check": checks().get(found.crc, found.crc),
        "readings": [_reading(one, factor) for one in found.readings],
    }


def _note(found: Evidence) -> str:
    """Say where a value came from that no frame carried; else why a frame could not be read."""
    if not found.inbox.startswith(IMPORTED):
        return found.note
    facts = {"row": found.position, "file": found.inbox.removeprefix(IMPORTED)}
    return _("Row %(row)s of the imported file %(file)s; no frame was behind it.") % facts


def _reading(one: DecodedReading, factor: str) -> dict[str, Any]:
    return {
        "reading": one,
        "name": names.factor(one.factor),
        "flag": names.flags().get(one.flag, one.flag),
        "is_asked": one.factor == factor,
    }


def verdicts() -> dict[str, str]:
    return {
        "GOOD": _("accepted"),
        "CRC": _("check field wrong"),
        "UNKNOWN": _("station number not registered"),
        "PASSWORD": _("wrong password"),
        "MALFORMED": _("no station number can be read"),
        "NOISE": _("bytes that belong to no frame"),
    }


def checks() -> dict[str, str]:
    return {
        "annex-a": _("right, by HJ 212 Annex A"),
        "swapped": _("Annex A with its bytes swapped"),
        "modbus": _("CRC-16/MODBUS instead of Annex A"),
        "modbus-swapped": _("CRC-16/MODBUS with its bytes swapped"),
        "bad": _("matches no known variant"),
    }


def _at(text: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(text) / 1000, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise Http404(_("Say which moment: ?at= milliseconds since 1970.")) from error
