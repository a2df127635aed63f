"""Find an enterprise, an outlet, a station or a page by a few letters."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from copark.base.rights import scope_of
from copark.registry import queries as registry
from copark.site.context import Shell
from copark.web.numbers import is_chinese

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from copark.registry.contracts import Found

MOST = 12


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found."""

    name: str
    kind: str
    url: str


def hits(request: HttpRequest, query: str) -> list[Hit]:
    """Return pages first, then things of the registry that this person may see."""
    words = query.casefold().split()
    entries = [entry for group in Shell(request).menu for entry in group.entries]
    pages = [
        Hit(e.name, _("Page"), e.url) for e in entries if all(w in e.name.casefold() for w in words)
    ]
    if not words:
        return pages[:MOST]
    scope = scope_of(request.user).enterprise_id
    things = [_hit(found) for found in registry.search(query, enterprise_id=scope, limit=MOST)]
    return (pages[:4] + things)[:MOST]


def _hit(found: Found) -> Hit:
    kinds = {"enterprise": _("Enterprise"), "outlet": _("Outlet"), "station": _("Station")}
    names = (found.name_zh, found.name_en) if is_chinese() else (found.name_en, found.name_zh)
    url = reverse(f"registry:{found.kind}-detail", args=[found.id])
    return Hit(f"{names[0] or names[1]} · {found.code}", kinds[found.kind], url)


@login_required
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:60]
    found = hits(request, query)
    if request.accepts("text/html") and "text/html" in request.headers.get("accept", ""):
        facts: dict[str, Any] = {"query": query, "hits": found}
        return render(request, "site/search.html", facts)
    return JsonResponse({"hits": [asdict(hit) for hit in found]})
