"""The greenhouse-gas report of a chemical enterprise, in the order of the guide's tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from copark.carbon import queries as carbon
from copark.kernel import tables
from copark.kernel.figure import Figure, total
from copark.reporting.calc.report import Head, Paragraph, Section, Table
from copark.reporting.queries.report_method import method_name
from copark.reporting.queries.report_parts import is_of_table, local, of, plain
from copark.reporting.queries.report_texts import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copark.kernel.figure import Ingredient
    from copark.registry.contracts import EnterpriseRef
    from copark.reporting.calc.report import Block, Cell
    from copark.reporting.queries.report_year import ReportYear

MEMORY = "memory"
PERMITS = {
    "KEY": gettext_noop("key management"),
    "SIMPLE": gettext_noop("simplified management"),
    "REGISTRATION": gettext_noop("registration"),
}
INDIRECT = frozenset({"electricity", "heat"})
TOTALS = frozenset({"total_direct", "total"})


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the guide's first table."""

    key: str
    name_en: str
    name_zh: str
    gas: str
    confidence: str

    @property
    def name(self) -> str:
        return local(self.name_en, self.name_zh)


@cache
def table_rows() -> tuple[Row, ...]:
    """Return the rows of ``report_ghg_rows.csv`` in the order of the guide."""
    folder = resources.files("copark.reporting.calc")
    return tuple(
        Row(
            row["row"],
            row["name_en"],
            row["name_zh"],
            row["gas"],
            row["confidence"],
        )
        for row in tables.rows(folder.joinpath("report_ghg_rows.csv").read_text("utf-8"))
    )


def sections(found: ReportYear) -> tuple[Section, ...]:
    """Return the five chapters of the guide's report, and its three tables."""
    owner = found.enterprises[0]
    sources = _by_key(found)
    return (
        Section(_("The enterprise"), (basics(owner), Paragraph(_boundary()))),
        Section(_("Greenhouse-gas emissions"), (_summary(found, sources),)),
        Section(_("Activity data and their origin"), _data(found, sources, is_factor=False)),
        Section(_("Emission factors and their origin"), _data(found, sources, is_factor=True)),
        Section(_("What else is to be said"), tuple(_remarks(found, sources))),
    )


def basics(owner: EnterpriseRef) -> Table:
    """Return what the register knows about an enterprise."""
    facts = (
        (_("Name"), local(owner.name_en, owner.name_zh)),
        (_("Code"), owner.code),
        (_("Sector (GB/T 4754)"), owner.sector),
        (_("Discharge permit"), _(PERMITS[owner.permit_class])),
        (_("Above the scale of statistics"), _yes(value=owner.is_above_scale)),
        (_("Designated energy user"), _yes(value=owner.is_designated_energy_user)),
        (_("Park utility"), _yes(value=owner.is_park_utility)),
    )
    return Table(_("The enterprise"), (Head(_("Item"), weight=3), Head("", weight=6)), facts)


def _yes(*, value: bool) -> str:
    return _("yes") if value else _("no")


def _boundary() -> str:
    return _(
        "The boundary is the legal person and the production that it runs in the park: main,"
        " auxiliary and ancillary production systems."
    )


def _by_key(found: ReportYear) -> dict[str, Figure]:
    """Return the sources of the account by their key, which is their row in the guide's table."""
    named = {name: key for key, names in carbon.sources().items() for name in names}
    parts = found.carbon[0].figure.parts if found.carbon else ()
    return {named.get(part.name, part.name): part for part in parts}


def _summary(found: ReportYear, sources: dict[str, Figure]) -> Table:
    heads = (
        Head(_("Source"), weight=8),
        Head(_("Gas"), weight=2),
        Head(_("Emission"), "tCO2e", weight=4),
    )
    rows: list[tuple[Cell, ...]] = []
    strong = set()
    for row in table_rows():
        figure = _figure(row.key, found, sources)
        if row.key in TOTALS:
            strong.add(len(rows))
        rows.append((row.name, row.gas, of(figure) if figure else plain(0)))
    return Table(
        _("Greenhouse-gas emissions of the reporting enterprise, %(year)s") % {"year": found.year},
        heads,
        tuple(rows),
        frozenset(strong),
        label=_("Attached table 1"),
        notes=(_zero(), _order()),
    )


def _zero() -> str:
    return _("0: the account of the year has no such source.")


def _order() -> str:
    return _(
        "Order and names of the rows follow the guide of the NDRC for chemical enterprises (2013)"
        " from memory; to be verified against the document."
    )


def _figure(key: str, found: ReportYear, sources: dict[str, Figure]) -> Figure | None:
    if key == "total":
        return found.carbon_total
    if key == "total_direct":
        parts = tuple(figure for name, figure in sources.items() if name not in INDIRECT)
        if not parts:
            return None
        name = next(row.name for row in table_rows() if row.key == key)
        return total(name, parts[0].unit, _("sum of the direct sources"), parts, str(found.year))
    return sources.get(key)


def _data(found: ReportYear, sources: dict[str, Figure], *, is_factor: bool) -> tuple[Block, ...]:
    """Return one table a source, in the order of the guide; a source without data has none."""
    label = _("Attached table 3") if is_factor else _("Attached table 2")
    ordered = [row for row in table_rows() if row.key in sources]
    blocks = [
        _lines(f"{label}-{at}", row.name, sources[row.key], is_factor=is_factor)
        for at, row in enumerate(ordered, start=1)
    ]
    return tuple(blocks) or (
        Paragraph(_("The account of %(year)s is empty.") % {"year": found.year}),
    )


def _lines(label: str, name: str, source: Figure, *, is_factor: bool) -> Table:
    factor_how, datum_how = _("factor of the account"), _("activity datum of the account")
    heads = (
        Head(_("Item"), weight=5),
        Head(_("Datum"), weight=5),
        Head(_("Value"), weight=3, how=factor_how if is_factor else datum_how),
        Head(_("Unit"), weight=3),
        Head(_("Source"), weight=7),
        *((Head(_("Confidence"), weight=3),) if is_factor else ()),
    )
    rows = tuple(
        _line(line, row, is_factor=is_factor)
        for line in _leaves(source)
        for row in line.ingredients
        if is_of_table(row) == is_factor
    )
    return Table(name, heads, rows, label=label)


def _leaves(figure: Figure) -> Iterator[Figure]:
    if figure.ingredients:
        yield figure
    for part in figure.parts:
        yield from _leaves(part)


def _line(line: Figure, row: Ingredient, *, is_factor: bool) -> tuple[Cell, ...]:
    texts = (row.source.text if row.source else "", row.note)
    said = _("; ").join(spoken(text) for text in texts if text)
    cells: tuple[Cell, ...] = (line.name, row.name, plain(row.value), row.unit, said)
    if not is_factor:
        return cells
    doubtful = row.source is not None and row.source.confidence == MEMORY
    return (*cells, _("to be verified") if doubtful else _("read"))


def _remarks(found: ReportYear, sources: dict[str, Figure]) -> Iterator[Paragraph]:
    known = {row.key for row in table_rows()}
    for row in found.carbon:
        yield Paragraph(
            _(
                "Method: %(method)s. Factor set: %(set)s. Warming potentials: %(gwp)s."
                " Grid: %(grid)s."
            )
            % {
                "method": method_name(row),
                "set": row.factor_set or "–",
                "gwp": row.gwp_set or "–",
                "grid": row.grid or "–",
            }
        )
        if row.beyond is not None and row.beyond.parts:
            names = ", ".join(part.name for part in row.beyond.parts)
            yield Paragraph(
                _("Beyond the method's total, and not part of it: %(names)s.") % {"names": names}
            )
        for fault in row.faults:
            yield Paragraph(_("Left out of the account: %(why)s") % {"why": fault.sentence})
    others = [figure.name for key, figure in sources.items() if key not in known and figure.value]
    if others:
        yield Paragraph(
            _("Counted in the total without a row of its own in the guide: %(names)s.")
            % {"names": ", ".join(others)}
        )
    yield Paragraph(
        _("The enterprise declares that this report is true, and answers for what is not.")
    )
