"""The park, its sectors, zones and enterprises: where statistics may be asked, and by what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from copark.kernel import tables
from copark.registry import queries as registry
from copark.statistics import words
from copark.statistics.contracts import Place

if TYPE_CHECKING:
    from copark.registry.contracts import EnterpriseRef, ZoneRef

DIVISION = 2  #: Digits of a sector that name its division.
PARK, SECTOR, ZONE, ENTERPRISE = KINDS = ("park", "sector", "zone", "enterprise")


@cache
def divisions() -> dict[str, dict[str, str]]:
    """Return the divisions of GB/T 4754 by their two digits."""
    text = resources.files("copark.statistics.calc").joinpath("divisions.csv").read_text("utf-8")
    return {row["division"]: row for row in tables.rows(text)}


def sector_name(division: str) -> str:
    row = divisions().get(division)
    return words.local(row["name_en"], row["name_zh"]) if row else division


@dataclass(frozen=True, slots=True)
class Ground:
    """Every enterprise and zone of the park, read once for a page."""

    enterprises: dict[int, EnterpriseRef]
    zones: dict[int, ZoneRef]

    def name(self, kind: str, key: str) -> str:
        """Return what a sector, a zone or an enterprise is called."""
        if kind == SECTOR:
            return sector_name(key)
        if kind == ZONE:
            zone = self.zones.get(int(key or 0))
            return words.local(zone.name_en, zone.name_zh) if zone else _("no zone")
        owner = self.enterprises.get(int(key or 0))
        return words.local(owner.name_en, owner.name_zh) if owner else key

    def group(self, kind: str, enterprise_id: int) -> str:
        """Return the key of the sector, zone or enterprise that an enterprise belongs to."""
        owner = self.enterprises.get(enterprise_id)
        if kind == SECTOR:
            return owner.sector[:DIVISION] if owner else ""
        if kind == ZONE:
            return str((owner and owner.zone_id) or 0)
        return str(enterprise_id)

    def members(self, kind: str, key: str) -> frozenset[int]:
        return frozenset(one for one in self.enterprises if self.group(kind, one) == key)

    def keys(self, kind: str) -> list[str]:
        """Return the sectors or zones that have an enterprise, in their order."""
        return sorted({self.group(kind, one) for one in self.enterprises})

    def place(self, kind: str, key: str) -> Place | None:
        """Return a place that has an enterprise; None if there is none."""
        if kind == PARK:
            return Place(PARK, "", _("The whole park"))
        found = self.members(kind, key)
        if not found:
            return None
        own = int(key) if kind == ENTERPRISE else None
        return Place(kind, key, self.name(kind, key), found, own)


def ground(enterprise_id: int | None = None) -> Ground:
    """Return the park's places; for who sees one enterprise, only that one."""
    return Ground(
        {row.id: row for row in registry.enterprises(enterprise_id)},
        {row.id: row for row in registry.zone_refs()},
    )
