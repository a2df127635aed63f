"""What a report of a year rests on, read once through the doors of the domains."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from copark.carbon import queries as carbon
from copark.energy import queries as energy
from copark.pollution import queries as pollution
from copark.registry import queries as registry
from copark.reporting.queries.report_parts import leaf, listed, local, named, summed
from copark.synergy import queries as synergy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copark.carbon.contracts import CarbonYear
    from copark.energy.contracts import EnergyYear
    from copark.kernel.figure import Figure
    from copark.pollution.contracts import PollutantYear
    from copark.registry.contracts import EnterpriseRef, ParkRef, PermitRef, PlanRef
    from copark.synergy.contracts import ListRow, Lists

#: The scopes of a year's account, and what each is called.
SCOPES = {
    "scope_1": gettext_noop("Scope 1: direct emissions"),
    "scope_2_location": gettext_noop("Scope 2, by location"),
    "scope_2_market": gettext_noop("Scope 2, by contract"),
    "beyond": gettext_noop("Direct emissions beyond the method's total"),
}
MEDIA = ("AIR", "WATER", "INDIRECT", "SOIL")
TREND = 5  #: Years of a trend, the reported one last.
Key = tuple[str, str]  # medium and pollutant


@dataclass
class ReportYear:
    """
    A year of the park, or of one enterprise.

    Every figure is one object wherever the report shows it: that is how it gets one number.
    """

    year: int
    enterprise_id: int | None
    park: ParkRef
    enterprises: tuple[EnterpriseRef, ...]
    energy: tuple[EnergyYear, ...]
    carbon: tuple[CarbonYear, ...]
    releases: tuple[PollutantYear, ...]
    is_past: bool = False  #: A year to compare with: its figures open to enterprises only.

    @property
    def is_empty(self) -> bool:
        return not (self.energy or self.carbon or self.releases)

    @property
    def accounts(self) -> tuple[EnergyYear | CarbonYear | PollutantYear, ...]:
        """Return everything that somebody accounted for."""
        return (*self.energy, *self.carbon, *self.releases)

    @cached_property
    def names(self) -> dict[int, str]:
        return {row.id: local(row.name_en, row.name_zh) for row in self.enterprises}

    @cached_property
    def permits(self) -> tuple[PermitRef, ...]:
        known = self.names
        return tuple(row for row in registry.permits(self.year) if row.enterprise_id in known)

    @cached_property
    def plans(self) -> tuple[PlanRef, ...]:
        rows = registry.plans(self.year)
        return tuple(row for row in rows if row.enterprise_id == self.enterprise_id)

    @cached_property
    def lists(self) -> Lists:
        """Return the lists under the rule set of the park's place."""
        return synergy.lists_of(self.year, synergy.default_name(self.park.area_code))

    @cached_property
    def rules_title(self) -> str:
        found = synergy.named(self.lists.rules, self.park.area_code)
        return local(found.title_en, found.title_zh)

    @cached_property
    def list_rows(self) -> tuple[ListRow, ...]:
        known = self.names
        return tuple(row for row in self.lists.rows if row.enterprise_id in known)

    @cached_property
    def energy_by(self) -> dict[int, Figure]:
        return {row.enterprise_id: self.called(row.figure, row) for row in self.energy}

    @cached_property
    def carbon_by(self) -> dict[int, Figure]:
        return {row.enterprise_id: self.called(row.figure, row) for row in self.carbon}

    @cached_property
    def releases_by(self) -> dict[Key, list[tuple[PollutantYear, Figure]]]:
        """Return every pollutant's releases by medium, in the order of the table of pollutants."""
        order = {code: at for at, code in enumerate(pollution.pollutants())}
        found: dict[Key, list[tuple[PollutantYear, Figure]]] = {}
        for row in sorted(
            self.releases, key=lambda row: (MEDIA.index(row.medium), order[row.pollutant])
        ):
            pair = (row, self.called(row.figure, row))
            found.setdefault((row.medium, row.pollutant), []).append(pair)
        return found

    @cached_property
    def energy_total(self) -> Figure | None:
        return self.whole(tuple(self.energy_by.values()), _("Comprehensive energy use"))

    @cached_property
    def carbon_total(self) -> Figure | None:
        return self.whole(tuple(self.carbon_by.values()), _("Greenhouse gases"))

    @cached_property
    def release_totals(self) -> dict[Key, Figure]:
        totals = {}
        for key, rows in self.releases_by.items():
            whole = self.whole(tuple(figure for _row, figure in rows), rows[0][0].figure.name)
            if whole is not None:
                totals[key] = whole
        return totals

    @cached_property
    def scopes(self) -> dict[str, Figure]:
        """Return the scopes that the accounts have; one that nobody accounts for is absent."""
        figures = {}
        for scope, name in SCOPES.items():
            found = [(row, getattr(row, scope, None)) for row in self.carbon]
            parts = tuple(self.called(part, row) for row, part in found if part is not None)
            whole = self.whole(parts, _(name))
            if whole is not None:
                figures[scope] = named(whole, _(name))
        return figures

    def called(self, figure: Figure, row: EnergyYear | CarbonYear | PollutantYear) -> Figure:
        """Return a figure under the name that it has in this report: the park's by enterprise."""
        name = figure.name
        if self.enterprise_id is None:
            name = listed(name, self.names.get(row.enterprise_id, ""))
        return leaf(figure, name) if self.is_past else named(figure, name)

    def whole(self, parts: tuple[Figure, ...], name: str) -> Figure | None:
        """Return the figure of an enterprise itself, or the sum of the park."""
        if not parts:
            return None
        if self.enterprise_id is not None and len(parts) == 1:
            return parts[0]
        return summed(name, parts, str(self.year))


def read(
    year: int, park: ParkRef, enterprise_id: int | None = None, *, is_past: bool = False
) -> ReportYear:
    """Return a year, in a constant number of queries."""
    return ReportYear(
        year,
        enterprise_id,
        park,
        tuple(registry.enterprises(enterprise_id)),
        tuple(energy.year_of(year, enterprise_id)),
        tuple(carbon.year_of(year, enterprise_id)),
        tuple(pollution.year_of(year, enterprise_id)),
        is_past,
    )


def trend_years(year: int) -> list[int]:
    """Return the years with figures that lead up to this one, the oldest first."""
    return sorted(past for past in synergy.years() if year - TREND < past <= year)


def subjects_watched(found: Sequence[ReportYear]) -> list[Key]:
    """Return the pollutants that somebody is permitted, in the order of the newest year."""
    newest = found[-1]
    permitted = {(row.medium, row.pollutant) for row in newest.permits}
    return [
        key for key in newest.releases_by if (pollution.permit_medium(key[0]), key[1]) in permitted
    ]
