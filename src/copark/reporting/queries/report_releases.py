"""The chapters on pollutants: of the park against its permits, of an enterprise, by outlet."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from copark.kernel.figure import Figure, Ingredient, total
from copark.monitoring import queries as monitoring
from copark.pollution import queries as pollution
from copark.protocols.hj212.factors import FACTORS
from copark.registry import queries as registry
from copark.reporting.calc.report import Chart, Head, Paragraph, Section, Series, Table
from copark.reporting.queries.report_parts import (
    listed,
    local,
    of,
    percent,
    plain,
    said_once,
    share_how,
)
from copark.reporting.queries.report_year import MEDIA

if TYPE_CHECKING:
    from collections.abc import Iterable

    from copark.monitoring.contracts import MassOfYear
    from copark.pollution.contracts import AgainstPermits, PollutantYear
    from copark.registry.contracts import OutletRef
    from copark.reporting.calc.report import Block, Cell
    from copark.reporting.queries.report_year import Key, ReportYear

CHARTED = 10
CO2 = "co2"
MEDIUM_NAMES = {
    "AIR": gettext_noop("air"),
    "WATER": gettext_noop("water, direct"),
    "INDIRECT": gettext_noop("water, to a sewage works"),
    "SOIL": gettext_noop("soil"),
}
METHOD_NAMES = {
    "MONITORED": gettext_noop("Monitored"),
    "DECLARED": gettext_noop("Declared"),
    "MEASURED": gettext_noop("Measured by an agency"),
    "BALANCE": gettext_noop("Balance or coefficient"),
}
PERMIT_NOTE = gettext_noop("yearly amount of the discharge permit")


def medium_name(code: str) -> str:
    return _(MEDIUM_NAMES[code]) if code in MEDIUM_NAMES else code


def method_name(code: str) -> str:
    return _(METHOD_NAMES[code]) if code in METHOD_NAMES else code


def chapter(found: ReportYear) -> Section | None:
    """Return the pollutants of a year; nothing without a release."""
    if not found.releases:
        return None
    table = _park(found) if found.enterprise_id is None else _enterprise(found)
    charts = tuple(chart for chart in map(_chart, (found, found), MEDIA[:2]) if chart)
    return Section(_("Pollutants"), (Paragraph(_said()), table, *charts))


def _said() -> str:
    return _(
        "A release is what automatic monitoring counted by the hour rules, where it covers enough"
        " of the year; else what was measured or declared. Amounts are tonnes of the year."
    )


def _park(found: ReportYear) -> Table:
    heads = (
        Head(_("Pollutant"), weight=5),
        Head(_("Medium"), weight=3),
        Head(_("Released"), "t", weight=3),
        Head(_("Released under permit"), "t", weight=3, how=_against_how()),
        Head(_("Permitted"), "t", weight=3, how=_(PERMIT_NOTE)),
        Head(_("Share"), "%", how=share_how(_("Released under permit"), _("Permitted"))),
        Head(_("Enterprises"), weight=2, how=_("count of those with a release")),
        Head(_("Monitored"), weight=2, how=_("count of those whose monitoring was taken")),
    )
    against = pollution.against_permits(found.releases, found.permits)
    rows = tuple(_park_row(found, key, against.get(key)) for key in found.releases_by)
    return Table(_("Pollutants released, %(year)s") % {"year": found.year}, heads, rows)


def _against_how() -> str:
    return _("of the enterprises that hold a permit for it and have a release of the year")


def _park_row(found: ReportYear, key: Key, against: AgainstPermits | None) -> tuple[Cell, ...]:
    rows = found.releases_by[key]
    return (
        pollution.pollutant_name(key[1]),
        medium_name(key[0]),
        of(found.release_totals[key]),
        plain(against.released if against else None),
        plain(against.permitted if against else None),
        percent(against.released, against.permitted) if against else plain(None),
        plain(len(rows)),
        plain(sum(1 for row, _figure in rows if row.method == "MONITORED")),
    )


def _enterprise(found: ReportYear) -> Table:
    permits = {(row.medium, row.pollutant): row.tonnes for row in found.permits}
    heads = (
        Head(_("Pollutant"), weight=5),
        Head(_("Medium"), weight=3),
        Head(_("Released"), "t", weight=3),
        Head(_("How it was found"), weight=5),
        Head(_("Declared"), "t", weight=3, how=_("as declared, whichever counts")),
        Head(_("Monitored"), "t", weight=3, how=_("as monitored, whichever counts")),
        Head(_("Permitted"), "t", weight=3, how=_(PERMIT_NOTE)),
        Head(_("Share"), "%", how=share_how(_("Released"), _("Permitted"))),
    )
    rows = tuple(
        _enterprise_row(row, figure, permits)
        for pairs in found.releases_by.values()
        for row, figure in pairs
    )
    return Table(_("Pollutants released, %(year)s") % {"year": found.year}, heads, rows)


def _enterprise_row(
    row: PollutantYear, figure: Figure, permits: dict[Key, Decimal]
) -> tuple[Cell, ...]:
    permitted = permits.get((pollution.permit_medium(row.medium), row.pollutant))
    return (
        pollution.pollutant_name(row.pollutant),
        medium_name(row.medium),
        of(figure),
        row.figure.method or method_name(row.method),
        plain(row.declared),
        plain(row.monitored),
        plain(permitted),
        percent(row.figure.value, permitted),
    )


def _chart(found: ReportYear, medium: str) -> Chart | None:
    rows = [
        (pollution.pollutant_name(key[1]), figure.value)
        for key, figure in found.release_totals.items()
        if key[0] == medium and key[1] != CO2 and figure.value > 0
    ]
    shown = sorted(rows, key=lambda row: -row[1])[:CHARTED]
    if not shown:
        return None
    return Chart(
        _("Largest releases: %(medium)s") % {"medium": medium_name(medium)},
        "bars",
        "t",
        tuple(name for name, _tonnes in shown),
        (Series(str(found.year), tuple(tonnes for _name, tonnes in shown)),),
    )


# The inventory tables


def inventory(found: ReportYear) -> tuple[Section, ...]:
    """Return the tables of the pollutant inventory: by pollutant, by enterprise, by outlet."""
    chapters = [chapter(found)]
    if found.enterprise_id is None:
        chapters.append(_by_enterprise(found))
    chapters += [_by_method(found), _by_outlet(found)]
    return tuple(one for one in chapters if one is not None)


def _by_enterprise(found: ReportYear) -> Section | None:
    heads = (
        Head(_("Enterprise"), weight=5),
        Head(_("Pollutant"), weight=5),
        Head(_("Released"), "t", weight=3),
        Head(_("How it was found"), weight=7),
    )
    blocks: list[Block] = []
    for medium in MEDIA:
        rows = tuple(
            (
                found.names.get(row.enterprise_id, ""),
                pollution.pollutant_name(row.pollutant),
                of(figure),
                row.figure.method or method_name(row.method),
            )
            for key, pairs in found.releases_by.items()
            if key[0] == medium
            for row, figure in pairs
        )
        if rows:
            blocks.append(Table(medium_name(medium), heads, rows))
    return Section(_("Releases by enterprise"), tuple(blocks)) if blocks else None


def _by_method(found: ReportYear) -> Section | None:
    """Return the tonnes of each pollutant by the method that found them."""
    groups: dict[tuple[str, str, str], list[Figure]] = defaultdict(list)
    for (medium, pollutant), pairs in found.releases_by.items():
        for row, figure in pairs:
            groups[medium, pollutant, row.method].append(figure)
    heads = (
        Head(_("Pollutant"), weight=5),
        Head(_("Medium"), weight=4),
        Head(_("Method"), weight=4),
        Head(_("Enterprises"), weight=2, how=_("count of those with a release")),
        Head(_("Released"), "t", weight=3),
    )
    rows = tuple(
        (
            pollution.pollutant_name(pollutant),
            medium_name(medium),
            method_name(method),
            plain(len(figures)),
            of(_sum(figures, found, pollutant)),
        )
        for (medium, pollutant, method), figures in groups.items()
    )
    if not rows:
        return None
    title = _("Releases by method, %(year)s") % {"year": found.year}
    return Section(_("Releases by method"), (Table(title, heads, rows),))


def _sum(figures: list[Figure], found: ReportYear, pollutant: str) -> Figure:
    if len(figures) == 1:
        return figures[0]
    name = pollution.pollutant_name(pollutant)
    return total(name, "t", _("sum over the enterprises"), tuple(figures), str(found.year))


def _by_outlet(found: ReportYear) -> Section | None:
    masses = monitoring.mass_of_year(found.year, found.enterprise_id)
    rows = [row for row in masses if row.medium in MEDIA and _code_of(row.factor)]
    outlets = {row.id: row for row in registry.outlets(found.enterprise_id)}
    if not rows:
        return None
    hours = _("count of the year's hours up to the newest day with data")
    heads = (
        Head(_("Outlet"), weight=6),
        Head(_("Pollutant"), weight=5),
        Head(_("Mass"), "kg", weight=3),
        *(Head(name, "h", 2, hours) for name in (_("Valid"), _("Replaced"))),
        *(Head(name, "h", 2, hours) for name in (_("Stopped"), _("Missing"))),
        Head(_("Coverage"), "%", how=_("(valid + replaced + stopped) ÷ all hours × 100")),
    )
    table = Table(
        _("Monitored mass by outlet, %(year)s") % {"year": found.year},
        said_once(heads),
        tuple(_outlet_row(row, outlets, found) for row in _ordered(rows, outlets)),
    )
    return Section(_("Monitored mass by outlet"), (Paragraph(_outlet_said()), table))


def _outlet_said() -> str:
    return _(
        "Mass is measured concentration times flow, hour by hour; an hour without a valid value is"
        " replaced by the rule of its gap. Whether it counts for the year is decided by its"
        " coverage, in the tables above."
    )


def _ordered(rows: Iterable[MassOfYear], outlets: dict[int, OutletRef]) -> list[MassOfYear]:
    def place(row: MassOfYear) -> tuple[int, int, str, str]:
        outlet = outlets.get(row.outlet_id)
        return row.enterprise_id, MEDIA.index(row.medium), outlet.code if outlet else "", row.factor

    return sorted(rows, key=place)


def _outlet_row(
    row: MassOfYear, outlets: dict[int, OutletRef], found: ReportYear
) -> tuple[Cell, ...]:
    outlet = outlets.get(row.outlet_id)
    where = f"{outlet.code} {local(outlet.name_en, outlet.name_zh)}" if outlet else ""
    owner = found.names.get(row.enterprise_id, "")
    covered = row.hours_valid + row.hours_replaced + row.hours_stopped
    due = covered + row.hours_missing
    name = pollution.pollutant_name(_code_of(row.factor))
    hours = (row.hours_valid, row.hours_replaced, row.hours_stopped, row.hours_missing)
    figure = Figure(
        listed(name, where),
        row.kg,
        "kg",
        _("sum of the hours: measured concentration × flow, gaps replaced by rule"),
        f"{row.first_day} – {row.last_day}",
        tuple(
            Ingredient(said, Decimal(count), "h")
            for said, count in zip(_kinds(), hours, strict=True)
        ),
    )
    shown = where if found.enterprise_id is not None else listed(owner, where)
    return (
        shown,
        name,
        of(figure),
        *(plain(count) for count in hours),
        percent(Decimal(covered), Decimal(due)),
    )


def _kinds() -> tuple[str, ...]:
    return (_("Valid"), _("Replaced"), _("Stopped"), _("Missing"))


def _code_of(factor: str) -> str:
    """Return the accounting code of a monitored factor; empty for flow and the like."""
    known = FACTORS.get(factor)
    return (pollution.code_of(known.pollutant) or "") if known and known.pollutant else ""
