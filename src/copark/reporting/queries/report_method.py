"""The annexes on methods, on factors with their sources, and on the quality of the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from copark.carbon import queries as carbon
from copark.reporting.calc.report import Head, Paragraph, Section, Table
from copark.reporting.queries.report_parts import is_of_table, local, plain
from copark.reporting.queries.report_texts import spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from copark.carbon.contracts import CarbonYear
    from copark.energy.contracts import EnergyYear
    from copark.kernel.figure import Figure, Ingredient
    from copark.pollution.contracts import PollutantYear
    from copark.reporting.calc.report import Cell
    from copark.reporting.queries.report_year import ReportYear

    Account = EnergyYear | CarbonYear | PollutantYear

MEMORY = "memory"
METERED = "METER"


def methods(found: ReportYear, accounts: Iterable[Account] | None = None) -> Section:
    """Return by which methods the year was accounted for, and the factors of these accounts."""
    heads = (Head(_("Subject"), weight=3), Head(_("Method"), weight=7))
    rows = tuple((name, said) for name, said in _said(found) if said)
    figures = [row.figure for row in accounts or found.accounts]
    tables = (Table(_("Methods"), heads, rows), _factors(figures))
    return Section(_("Methods and factors"), (Paragraph(_intro()), *tables))


def _intro() -> str:
    return _(
        "Factors are dated data with a source. “Read” means that the number was read in the source"
        " named; “to be verified” that it is known from memory and has to be compared with the"
        " document before it is called official."
    )


def _said(found: ReportYear) -> Iterator[tuple[str, str]]:
    rows = found.carbon
    yield (
        _("Energy"),
        _("GB/T 2589: bought less sold, by coefficients to standard coal"),
    )
    yield _("Greenhouse gases"), _joined(method_name(row) for row in rows)
    yield _("Factor set"), _joined(row.factor_set for row in rows)
    yield _("Set of warming potentials (GWP)"), _joined(row.gwp_set for row in rows)
    yield _("Grid factor: area, basis, year"), _joined(row.grid for row in rows)
    yield (
        _("Pollutants"),
        _("Automatic monitoring where it covers enough of the year; else measured or declared"),
    )
    yield _("Three lists"), f"{found.rules_title} {found.lists.version}".strip()


def method_name(row: CarbonYear) -> str:
    """Return what the method of an account is called."""
    known = carbon.book().methods.get(row.method)
    return local(known.name_en, known.name_zh) if known else row.method or row.figure.method


def _joined(texts: Iterable[str]) -> str:
    return _("; ").join(sorted({text for text in texts if text}))


@dataclass(frozen=True, slots=True)
class Factor:
    """A number that a figure took from a table."""

    name: str
    value: Decimal
    unit: str
    source: str
    confidence: str


def factors_of(figures: Iterable[Figure]) -> list[Factor]:
    """Return every factor once that stands anywhere under these figures."""
    found = {_factor(row) for figure in figures for row in _inputs(figure) if is_of_table(row)}
    return sorted(found, key=lambda row: (row.unit, row.source, row.value, row.name))


def _inputs(figure: Figure) -> Iterator[Ingredient]:
    yield from figure.ingredients
    for part in figure.parts:
        yield from _inputs(part)


def _factor(row: Ingredient) -> Factor:
    assert row.source is not None  # noqa: S101 - only factors come here
    return Factor(row.name, row.value, row.unit, row.source.text, row.source.confidence)


def _factors(figures: Iterable[Figure]) -> Table:
    heads = (
        Head(_("Factor"), weight=5),
        Head(_("Value"), weight=3, how=_("as the source gives it; in the making of each figure")),
        Head(_("Unit"), weight=3),
        Head(_("Source"), weight=9),
        Head(_("Confidence"), weight=3),
    )
    rows = tuple(_factor_row(row) for row in factors_of(figures))
    return Table(_("Factors used, with their sources"), heads, rows)


def _factor_row(row: Factor) -> tuple[Cell, ...]:
    doubt = _("to be verified") if row.confidence == MEMORY else _("read")
    return row.name, plain(row.value), row.unit, spoken(row.source), doubt


def quality(found: ReportYear) -> Section:
    """Return what the figures rest on: who reported, what was monitored, what is incomplete."""
    heads = (
        Head(_("Enterprise"), weight=6),
        Head(_("Energy data"), weight=4),
        Head(_("Amounts"), weight=2, how=_("count of the activity data that count")),
        Head(_("Monitored"), weight=2, how=_("count of pollutants whose monitoring was taken")),
        Head(_("Otherwise"), weight=2, how=_("count of pollutants found in another way")),
        Head(_("Least coverage"), "%", weight=3, how=_coverage_how()),
        Head(_("Incomplete figures"), weight=3, how=_("count of figures marked as incomplete")),
    )
    rows = tuple(_quality_row(row.id, found) for row in found.enterprises)
    title = _("What the figures rest on, %(year)s") % {"year": found.year}
    return Section(
        _("Quality of the data"), (Table(title, heads, rows), Paragraph(_doubtful(found)))
    )


def _coverage_how() -> str:
    return _("least share of the year's hours that monitoring covers, of any pollutant")


def _doubtful(found: ReportYear) -> str:
    factors = factors_of(row.figure for row in found.accounts)
    doubtful = sum(1 for row in factors if row.confidence == MEMORY)
    return _(
        "%(count)s of the %(all)s factors used are known from memory and have to be verified."
        " No figure is not zero: an enterprise without data takes no part in a sum."
    ) % {"count": doubtful, "all": len(factors)}


def _quality_row(enterprise_id: int, found: ReportYear) -> tuple[Cell, ...]:
    uses = [use for row in found.energy if row.enterprise_id == enterprise_id for use in row.uses]
    releases = [row for row in found.releases if row.enterprise_id == enterprise_id]
    monitored = [row for row in releases if row.method == "MONITORED"]
    shares = [row.figure.coverage for row in releases if row.figure.coverage is not None]
    figures = [row.figure for row in found.accounts if row.enterprise_id == enterprise_id]
    return (
        found.names.get(enterprise_id, ""),
        _origin({use.origin for use in uses}),
        plain(len(uses)),
        plain(len(monitored)),
        plain(len(releases) - len(monitored)),
        plain(round(min(shares) * 100, 1) if shares else None),
        plain(sum(1 for figure in figures if figure.grade in {"partial", "estimated"})),
    )


def _origin(origins: set[str]) -> str:
    if not origins:
        return _("none")
    if origins == {METERED}:
        return _("metered")
    return _("declared and metered") if METERED in origins else _("declared")
