"""The reports that there are, and how each is put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from copark.kernel.errors import Refused
from copark.registry import queries as registry
from copark.reporting.calc.report import Report, Section, Words
from copark.reporting.calc.report_making import numbered
from copark.reporting.queries import (
    report_carbon,
    report_energy,
    report_ghg,
    report_lists,
    report_method,
    report_releases,
    report_summary,
    report_trend,
    report_year,
)
from copark.reporting.queries.report_parts import local
from copark.reporting.queries.report_texts import spoken
from copark.web.components.parts import GRADES, grade_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.utils.functional import Promise

    from copark.registry.contracts import ParkRef
    from copark.reporting.queries.report_year import ReportYear

LANGUAGES = {"en": "en", "zh": "zh-hans"}
PARK_DEPTH = 1  #: In print a park's figures open to what they add up; the workbook opens all.
WHOLE_DEPTH = 99


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of report: of the park, of an enterprise, or of either."""

    key: str
    title: str | Promise
    about: str | Promise
    of_park: bool
    of_enterprise: bool
    chapters: Callable[[ReportYear], list[Section | None]]
    needs: str = "releases energy"  #: Nothing of these: the report would be empty.


def _park(found: ReportYear) -> list[Section | None]:
    years = _years(found)
    return [
        report_summary.chapter(years),
        report_energy.chapter(found),
        report_carbon.chapter(found),
        report_releases.chapter(found),
        report_lists.chapter(found),
        report_lists.plan(found),
        report_trend.chapter(years),
        report_method.quality(found),
        report_method.methods(found),
    ]


def _enterprise(found: ReportYear) -> list[Section | None]:
    years = _years(found)
    return [
        Section(_("The enterprise"), (report_ghg.basics(found.enterprises[0]),)),
        report_summary.chapter(years),
        report_energy.chapter(found),
        report_carbon.chapter(found),
        report_releases.chapter(found),
        report_lists.chapter(found),
        report_lists.plan(found),
        report_trend.chapter(years),
        report_method.quality(found),
        report_method.methods(found),
    ]


def _ghg(found: ReportYear) -> list[Section | None]:
    return [*report_ghg.sections(found), report_method.methods(found, found.carbon)]


def _releases(found: ReportYear) -> list[Section | None]:
    return [*report_releases.inventory(found), report_method.methods(found, found.releases)]


KINDS = {
    kind.key: kind
    for kind in (
        Kind(
            "park",
            gettext_lazy("Annual report of the park"),
            gettext_lazy(
                "Energy, greenhouse gases, pollutants, the three lists, plan and permits, trend,"
                " methods and the making of every figure."
            ),
            of_park=True,
            of_enterprise=False,
            chapters=_park,
        ),
        Kind(
            "enterprise",
            gettext_lazy("Annual report of an enterprise"),
            gettext_lazy("The same for one enterprise, with its place in the lists."),
            of_park=False,
            of_enterprise=True,
            chapters=_enterprise,
        ),
        Kind(
            "ghg",
            gettext_lazy("Greenhouse-gas report of a chemical enterprise"),
            gettext_lazy("Chapters and tables in the order of the guide for chemical enterprises."),
            of_park=False,
            of_enterprise=True,
            chapters=_ghg,
            needs="carbon",
        ),
        Kind(
            "pollutants",
            gettext_lazy("Pollutant inventory"),
            gettext_lazy("Releases by pollutant, enterprise, method and outlet."),
            of_park=True,
            of_enterprise=True,
            chapters=_releases,
            needs="releases",
        ),
    )
}


def _years(found: ReportYear) -> list[ReportYear]:
    """Return the years of the trend; the reported one is the object that was read already."""
    past = [year for year in report_year.trend_years(found.year) if year < found.year]
    rows = [report_year.read(year, found.park, found.enterprise_id, is_past=True) for year in past]
    return [*(row for row in rows if not row.is_empty), found]


def report_of(
    *, kind: str, year: int, enterprise_id: int | None, language: str, now: datetime
) -> Report:
    """
    Return a report, ready to be written.

    Raises
    ------
    Refused
        ``reporting.kind.unknown``, ``reporting.enterprise.missing`` or ``surplus``,
        ``reporting.park.missing``, ``reporting.year.empty``.
    """
    with translation.override(LANGUAGES.get(language, "en")):
        chosen = kind_of(kind, enterprise_id)
        park = registry.park()
        if park is None:
            raise Refused("reporting.park.missing", "There is no park yet; set it up first.")
        found = report_year.read(year, park, enterprise_id)
        _refuse_nothing(chosen, found)
        sections = tuple(part for part in chosen.chapters(found) if part is not None)
        plain = Report(
            kind=kind,
            title=_("%(owner)s: %(title)s") % {"owner": _owner(found), "title": chosen.title},
            subtitle=str(year),
            language=language,
            facts=_facts(found, now),
            sections=sections,
            words=words(),
            depth=PARK_DEPTH if enterprise_id is None else WHOLE_DEPTH,
            remarks=_remarks(park),
        )
        return numbered(plain, spoken)


def kind_of(key: str, enterprise_id: int | None) -> Kind:
    """Return a kind that fits who it is asked about."""
    kind = KINDS.get(key)
    if kind is None:
        known = ", ".join(KINDS)
        message = f"There is no report “{key}”; known are {known}."
        raise Refused("reporting.kind.unknown", message, value=key, allowed=known)
    if enterprise_id is None and not kind.of_park:
        raise Refused("reporting.enterprise.missing", "This report is about one enterprise.")
    if enterprise_id is not None and not kind.of_enterprise:
        raise Refused("reporting.enterprise.surplus", "This report is about the park.")
    return kind


def _refuse_nothing(kind: Kind, found: ReportYear) -> None:
    if not found.enterprises or not any(getattr(found, part) for part in kind.needs.split()):
        message = f"There are no figures of {found.year} to report on."
        raise Refused("reporting.year.empty", message, year=found.year)


def _owner(found: ReportYear) -> str:
    if found.enterprise_id is not None:
        return found.names[found.enterprise_id]
    return local(found.park.name_en, found.park.name_zh)


def _facts(found: ReportYear, now: datetime) -> tuple[tuple[str, str], ...]:
    facts = [
        (_("About"), _owner(found)),
        (_("Park"), local(found.park.name_en, found.park.name_zh)),
        (_("Year"), str(found.year)),
        (_("Enterprises"), str(len(found.enterprises))),
        (_("Made at"), f"{now.astimezone(ZoneInfo(found.park.zone_name)):%Y-%m-%d %H:%M}"),
        (_("Made by"), "Copark"),
    ]
    surplus = _("Park") if found.enterprise_id is None else _("Enterprises")
    return tuple(fact for fact in facts if fact[0] != surplus)


def _remarks(park: ParkRef) -> tuple[str, ...]:
    note = local(park.stand_in_note_en, park.stand_in_note_zh)
    return tuple(text for text in (note, _unaudited()) if text)


def _unaudited() -> str:
    return _(
        "Numbers in square brackets lead to the annex, which opens how each figure was made."
        " What is marked “to be verified” has not been compared with the document it comes from."
    )


def words() -> Words:
    """Return what the writers say by themselves."""
    return Words(
        contents=_("Contents"),
        page=_("Page {page} of {pages}"),
        table=_("Table {number}"),
        chart=_("Chart {number}"),
        making=_("Annex: how the figures were made"),
        making_intro=_(
            "Every numbered figure with its formula, and under it what went into it: inputs with"
            " their sources, and parts that it adds up."
        ),
        making_cut=_("The workbook of this report opens every figure down to its last row."),
        note=_("No."),
        name=_("Figure or input"),
        value=_("Value"),
        unit=_("Unit"),
        how=_("Formula or source"),
        confidence=_("Confidence"),
        see=_("see [{note}]"),
        said=_("{name}: {text}"),
        and_then=_("; "),
        read=_("read"),
        verify=_("to be verified"),
        overview=_("Overview"),
        covers=_("covers {share} % of the hours due"),
        grades=tuple((grade, grade_text(grade)) for grade in GRADES),
    )


REFUSALS = {
    "reporting.kind.unknown": gettext_noop("There is no report “%(value)s”."),
    "reporting.enterprise.missing": gettext_noop("Choose the enterprise that it is about."),
    "reporting.enterprise.surplus": gettext_noop("This report is about the park as a whole."),
    "reporting.park.missing": gettext_noop("There is no park yet; set it up first."),
    "reporting.year.empty": gettext_noop(
        "There are no figures of %(year)s to report on: record or import them first."
    ),
    "reporting.form.unknown": gettext_noop("A report is written as PDF, Word or Excel."),
}


def refusal(refused: Refused) -> str:
    text = REFUSALS.get(refused.code)
    return _(text) % refused.facts if text else refused.message
