"""Every address of a Copark, with the right it asks for and numbers to open it with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, URLResolver, get_resolver

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.models import QuerySet

PUBLIC = {"base:login", "base:logout", "set-language"}  #: Open to everybody, signed in or not.
SIGNED_IN = {"base:own", "search"}  #: Open to everybody who has signed in.
FOREIGN = ("admin:",)  #: Django's own pages; the site's door is tested by itself.


@dataclass(frozen=True, slots=True)
class Address:
    """One pattern: its full name, its parameters, and the right its view declares."""

    name: str
    parameters: tuple[str, ...]
    view: Any

    @property
    def right(self) -> str | None:
        right = getattr(self.view, "right", None)
        return None if right is None else str(right)


def everything() -> list[Address]:
    """Return every address that is ours."""
    return [one for one in _walk(get_resolver(), "") if not one.name.startswith(FOREIGN)]


def _walk(resolver: URLResolver, namespace: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, inner)
        elif isinstance(pattern, URLPattern):
            parameters = tuple(pattern.pattern.regex.groupindex)
            yield Address(f"{namespace}{pattern.name}", parameters, pattern.callback)


def arguments(address: Address, samples: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return values for an address's parameters.

    `samples` is keyed by ``name:parameter``, by ``namespace:parameter`` or by ``parameter``, the
    most exact one wins.
    """
    space = address.name.rpartition(":")[0]
    stem = address.name.rpartition(":")[2].split("-")[0]
    found = {}
    for parameter in address.parameters:
        keys = (
            f"{address.name}:{parameter}",
            f"{space}:{stem}:{parameter}",
            f"{space}:{parameter}",
            parameter,
        )
        found[parameter] = next(samples[key] for key in keys if key in samples)
    return found


def samples(enterprise_id: int) -> dict[str, Any]:
    """Return something of this enterprise for every parameter of every address, if it has it."""
    from copark.alerts.models import EarlyWarning
    from copark.base.models import Upload, User
    from copark.carbon.models import Entry
    from copark.energy.models import Output, Turnover, Use
    from copark.factors.models import TableVersion
    from copark.inventory.models import Boundary, Closed, Inventory
    from copark.pollution.models import Entry as PollutionEntry
    from copark.pollution.models import Register, RegisterMatch, Release
    from copark.registry.models import Outlet, Permit, Point, Station, Zone
    from copark.synergy.models import UnitFact

    def first(rows: QuerySet) -> int:
        return rows.order_by("pk").values_list("pk", flat=True).first() or 0

    own = {"enterprise_id": enterprise_id}
    outlet = first(Outlet.objects.filter(station__isnull=False, **own))
    station = first(Station.objects.filter(outlet=outlet))
    point = first(Point.objects.filter(station=station))
    warning = first(EarlyWarning.objects.filter(**own))
    use, release = first(Use.objects.filter(**own)), first(Release.objects.filter(**own))
    inventory = Inventory.objects.filter(**own).order_by("-state", "pk").first()
    closed = first(Closed.objects.filter(inventory=inventory))
    return {
        "enterprise_id": enterprise_id,
        "factors:version_id": first(TableVersion.objects),
        "reporting:factor-change:version_id": first(TableVersion.objects),
        "reporting:factor-making:version_id": first(TableVersion.objects),
        "subject": "carbon",
        "side": "then",
        "factors:version-file:kind": "evidence",
        "table": "fuel",
        "number": 0,
        "line": 0,
        "reporting:version_id": closed,
        "api:version_id": closed,
        "reporting:year": inventory.year if inventory else 2025,
        "reporting:report:form": "pdf",
        "reporting:report-park:kind": "park",
        "api:report:kind": "enterprise",
        "api:report_file:kind": "enterprise",
        "reporting:report-file:kind": "enterprise",
        "reporting:boundary:pk": first(Boundary.objects),
        "verb": "take-back",
        "enterprise": enterprise_id,
        "outlet_id": outlet,
        "station_id": station,
        "point_id": point,
        "permit_id": first(Permit.objects.filter(**own)),
        "zone_id": first(Zone.objects),
        "user_id": first(User.objects),
        "upload_id": first(Upload.objects),
        "warning_id": warning,
        "use_id": use,
        "release_id": release,
        "monitoring:outlet:pk": outlet,
        "monitoring:station:pk": station,
        "monitoring:mark:pk": station,
        "monitoring:command:pk": station,
        "monitoring:pk": point,
        "alerts:pk": warning,
        "energy:use:pk": use,
        "energy:output:pk": first(Output.objects.filter(**own)),
        "energy:turnover:pk": first(Turnover.objects.filter(**own)),
        "pollution:release:pk": release,
        "pollution:entry:pk": first(PollutionEntry.objects.filter(**own)),
        "pollution:block": "leaks",
        "entry_id": first(PollutionEntry.objects.filter(**own)),
        "match_id": first(RegisterMatch.objects),
        "pollution:register:pk": first(Register.objects),
        "pollution:register-match:pk": first(RegisterMatch.objects),
        "pollution:register-decide:pk": first(RegisterMatch.objects),
        "pollution:register-undo:pk": first(RegisterMatch.objects),
        "pollution:register-making:pk": first(RegisterMatch.objects),
        "carbon:entry:pk": first(Entry.objects.filter(**own)),
        "carbon:block": "carbonates",
        "pk": enterprise_id,
        "inbox": "hj212",
        "position": 1,
        "key": "energy",
        "form": "csv",
        "name": "national",
        "rules": "national",
        "synergy:publication:year": 2025,
        "synergy:publication:name": "energy",
        "synergy:publish:name": "energy",
        "synergy:withdraw:year": 2025,
        "synergy:withdraw:name": "energy",
        "synergy:fact:pk": first(UnitFact.objects.filter(**own)),
        "api:publication:year": 2025,
        "api:publication:name": "energy",
        "year": 2026,
    }
