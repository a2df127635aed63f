"""The chapters on the three lists, and on plans."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from copark.kernel.figure import total
from copark.pollution import queries as pollution
from copark.reporting.calc.report import Head, Paragraph, Section, Table
from copark.reporting.queries.report_parts import listed, local, of, percent, plain, share_how
from copark.reporting.queries.report_releases import medium_name
from copark.reporting.queries.report_texts import spoken

if TYPE_CHECKING:
    from copark.kernel.figure import Figure
    from copark.reporting.calc.report import Block, Cell
    from copark.reporting.queries.report_year import ReportYear
    from copark.synergy.contracts import ListRow

LIST_NAMES = {
    "carbon": gettext_noop("Key carbon emitters"),
    "energy": gettext_noop("Key energy users"),
    "env_water": gettext_noop("Key pollutant dischargers: water"),
    "env_air": gettext_noop("Key pollutant dischargers: air"),
    "env_soil": gettext_noop("Key pollutant dischargers: soil"),
    "env_any": gettext_noop("Key pollutant dischargers: permit"),
}
SUBJECT_NAMES = {
    "co2": gettext_noop("Greenhouse gases"),
    "energy": gettext_noop("Comprehensive energy use"),
    "carbon": gettext_noop("Greenhouse gases"),
    "class1": gettext_noop("Class-1 water pollutants"),
    "works": gettext_noop("Wastewater works"),
    "soil": gettext_noop("Soil"),
    "permit": gettext_noop("Discharge permit"),
}


def subject_name(code: str, medium: str = "") -> str:
    name = _(SUBJECT_NAMES[code]) if code in SUBJECT_NAMES else pollution.pollutant_name(code)
    return listed(name, medium_name(medium)) if medium else name


def chapter(found: ReportYear) -> Section:
    """Return who stands on which list, by which rule and value."""
    rows = found.list_rows
    blocks: list[Block] = [Paragraph(_said(found))]
    for code, name in LIST_NAMES.items():
        listed = tuple(row for row in rows if row.list == code)
        if listed:
            blocks.append(_table(_(name), listed, found))
    if not rows:
        blocks.append(Paragraph(_nobody(found)))
    notes = found.lists.notes if found.enterprise_id is None else ()
    blocks += [Paragraph(note) for note in notes]
    return Section(_("The three lists"), tuple(blocks))


def _said(found: ReportYear) -> str:
    return _(
        "Drawn by the rule set “%(rules)s”, version %(version)s. Each row names the rule, the value"
        " and the threshold that it reached; a rule that asks for a fact has neither."
    ) % {"rules": found.rules_title, "version": found.lists.version or "–"}


def _nobody(found: ReportYear) -> str:
    if found.enterprise_id is None:
        return _("No enterprise meets a rule.")
    return _("The enterprise stands on none of the lists.")


def _table(name: str, listed: tuple[ListRow, ...], found: ReportYear) -> Table:
    by_share = any(row.cumulative_share is not None for row in listed)
    heads = [
        Head(_("Enterprise"), weight=5),
        Head(_("Rule"), weight=7),
        Head(_("Subject"), weight=4),
        Head(_("Year"), weight=2),
        Head(_("Value"), weight=4),
        Head(_("Threshold"), weight=4, how=_threshold_how(by_share=by_share)),
        Head(_("Unit"), weight=2),
    ]
    if by_share:
        how = _("running sum of the largest ÷ sum of all industrial plants × 100")
        heads.append(Head(_("Cumulative share"), "%", weight=3, how=how))
    rows = tuple(_row(row, found, by_share=by_share) for row in listed)
    return Table(name, tuple(heads), rows, notes=_sources(listed))


def _threshold_how(*, by_share: bool) -> str:
    if by_share:
        return _("value of the last plant that the share takes in")
    return _("by the rule named; its source stands below")


def _row(row: ListRow, found: ReportYear, *, by_share: bool) -> tuple[Cell, ...]:
    is_fact = row.threshold is None
    cells: tuple[Cell, ...] = (
        found.names.get(row.enterprise_id, ""),
        local(row.rule_en, row.rule_zh),
        subject_name(row.subject, row.medium),
        str(row.year),
        plain(None) if is_fact else of(_figure_of(row, found)),
        plain(row.threshold),
        "" if is_fact else row.unit,
    )
    if not by_share:
        return cells
    share = row.cumulative_share
    return (*cells, plain(None) if share is None else percent(share, Decimal(1)))


def _figure_of(row: ListRow, found: ReportYear) -> Figure:
    """Return the report's own figure where it has it: one figure, one number."""
    if row.year != found.year:
        return row.figure
    if row.medium:
        pairs = found.releases_by.get((row.medium, row.subject), [])
        own = {one.enterprise_id: figure for one, figure in pairs}
    else:
        own = found.energy_by if row.subject == "energy" else found.carbon_by
    known = own.get(row.enterprise_id)
    return known if known is not None and known.value == row.value else row.figure


def _sources(listed: tuple[ListRow, ...]) -> tuple[str, ...]:
    told: dict[str, str] = {}
    for row in listed:
        doubt = _(" (to be verified)") if row.source.confidence == "memory" else ""
        told.setdefault(local(row.rule_en, row.rule_zh), f"{spoken(row.source.text)}{doubt}")
    return tuple(
        _("{name}: {text}").format(name=rule, text=source) for rule, source in told.items()
    )


def plan(found: ReportYear) -> Section | None:
    """Return what was planned for the year against what came; nothing without a plan."""
    if not found.plans:
        return None
    heads = (
        Head(_("Indicator"), weight=5),
        Head(_("Unit"), weight=2),
        Head(_("Plan"), weight=4, how=_("as the park set it")),
        Head(_("Actual"), weight=4),
        Head(_("Share"), "%", how=share_how(_("Actual"), _("Plan"))),
    )
    rows = tuple(_plan_row(row.subject, row.value, row.unit, found) for row in found.plans)
    table = Table(_("Plan and actual, %(year)s") % {"year": found.year}, heads, rows)
    return Section(_("Plan"), (table,))


def _plan_row(subject: str, value: Decimal, unit: str, found: ReportYear) -> tuple[Cell, ...]:
    actual = _actual(subject, found)
    share = percent(actual.value, value) if actual else plain(None)
    return (subject_name(subject), unit, plain(value), of(actual), share)


def _actual(subject: str, found: ReportYear) -> Figure | None:
    """Return the figure that a plan speaks of; a pollutant without a medium is one sum."""
    known = {"energy": found.energy_total, "carbon": found.carbon_total}
    if subject in known:
        return known[subject]
    totals = [figure for key, figure in found.release_totals.items() if key[1] == subject]
    if len(totals) > 1:
        return _both(totals, subject, found)
    return totals[0] if totals else None


def _both(totals: list[Figure], subject: str, found: ReportYear) -> Figure:
    name = pollution.pollutant_name(subject)
    return total(name, "t", _("sum over the media"), tuple(totals), str(found.year))
