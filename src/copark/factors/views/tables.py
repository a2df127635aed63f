"""Tables of factors: the list, and one table with its rows and versions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from copark.base.rights import Right, has, needs
from copark.factors import queries, words
from copark.factors.views.found import table_or_404
from copark.kernel import tables as kernel
from copark.kernel.figure import Figure, Ingredient
from copark.web.components import export
from copark.web.components.parts import Event, Timeline
from copark.web.components.table import Column, Filter, build
from copark.web.numbers import is_chinese

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from copark.factors.calc.catalogue import Table
    from copark.factors.contracts import TableFact, Version
    from copark.web.components.table import Table as Rows

DIGITS = 10  #: A factor is shown with every digit that its source prints.
NAMES = ("fuel_zh", "name_zh", "area_name", "name_en", "name")  #: Shown under what names the row.
#: Shown beside the source, or in the drawer.
ASIDE = frozenset({*NAMES, "note", "confidence", "source", "state", "level", "zone", "averaging"})
SOURCE = 48  #: Characters of a source in the table; the drawer has all of it.
LINE = "#"
NEVER = datetime.min.replace(tzinfo=UTC)
TONES = {"DRAFT": "NOTE", "ACTIVE": "NORMAL", "SHIPPED": "NORMAL"}


@require_GET
@needs(Right.SEE_PARK)
def table_list(request: HttpRequest) -> HttpResponse:
    """Show every table: what it holds, which version is in force, and how sure its rows are."""
    columns = [
        Column(
            "name",
            _("Table"),
            value=lambda row: row.name_zh if is_chinese() else row.name_en,
            url=lambda row: reverse("factors:table-detail", args=[row.name]),
            sub=lambda row: row.holds_zh if is_chinese() else row.holds_en,
        ),
        Column("package", _("Used by"), value=lambda row: words.domain(row.package)),
        Column("number", _("Version in force"), value=_version_name),
        Column("valid_from", _("In use from"), kind="day"),
        Column("rows", _("Rows"), kind="number", given=True),
        Column(
            "seen",
            _("Read in the source"),
            value=_seen,
            kind="figure",
        ),
        Column("drafts", _("Drafts"), kind="number", given=True),
    ]
    packages = [(name, words.domain(name)) for name in ("carbon", "energy", "pollution")]
    used = Filter("used", _("Every domain"), packages, lambda row: row.package)
    table = build(request, columns, queries.table_facts(), name="factor-tables", filters=[used])
    return export.answer(request, "factors/table_list.html", table)


def _seen(row: TableFact) -> Figure:
    """Return the share of a table's rows that were read in the source they name. [%]"""
    counts = (
        Ingredient(_("Rows read in the source"), Decimal(row.seen), ""),
        Ingredient(_("Rows"), Decimal(row.rows), ""),
    )
    share = round(Decimal(100 * row.seen) / row.rows)
    said = _("rows read in the source ÷ rows")
    return Figure(_("Read in the source"), Decimal(share), "%", said, ingredients=counts)


def _version_name(row: TableFact) -> str:
    return str(row.number) if row.number else _("0, as shipped")


@require_GET
@needs(Right.SEE_PARK)
def table_detail(request: HttpRequest, table: str) -> HttpResponse:
    """Show the rows that are in force, and every version with who decided what."""
    one = table_or_404(table)
    versions = queries.versions(one)
    held = queries.in_force(one)
    context = {
        "one": one,
        "name": queries.named(one),
        "holds": queries.held(one),
        "held": held,
        "state": words.state(held.state),
        "timeline": Timeline(tuple(_event(version) for version in versions if version.id)),
        "has_versions": len(versions) > 1,
        "may_change": has(request.user, Right.ACCOUNT),
    }
    return export.answer(
        request, "factors/table_detail.html", rows_table(request, one, held), context
    )


def rows_table(request: HttpRequest, one: Table, version: Version) -> Rows:
    rows = queries.rows_of(queries.content(version))
    filters = [
        Filter(
            "confidence",
            _("Any confidence"),
            [(code, words.confidence(code)) for code in ("seen", "memory")],
            lambda row: row["confidence"],
        )
    ]
    if one.set_column:
        sets = sorted({row[one.set_column] for row in rows})
        label = _("Every set")
        choices = [(name, name) for name in sets]
        filters.insert(0, Filter("set", label, choices, lambda row: row[one.set_column]))
    columns = [_column(one, name) for name in rows[0] if name in one.keys or name not in ASIDE]
    columns.append(
        Column("source", queries.heading("source"), value=_source, sub=_confidence, given=True)
    )
    lines = [row | {LINE: str(line)} for line, row in enumerate(rows)]
    return build(request, columns, lines, name=f"factors-{one.name}", filters=filters)


def _column(one: Table, name: str) -> Column:
    title = queries.heading(name)
    if name == next(key for key in one.keys if key != one.set_column):
        return Column(name, title, url=_row_url(one), sub=_names(one), drawer=True, given=True)
    if one.numbers([name]):
        return Column(name, title, kind="number", digits=DIGITS, value=_number(name), given=True)
    if one.rule(name).kind == "day":
        return Column(name, title, kind="day", value=lambda row: date.fromisoformat(row[name]))
    return Column(name, title, given=True)


def _names(one: Table) -> Callable[[dict[str, str]], str]:
    shown = [name for name in NAMES if name not in one.keys]
    return lambda row: " · ".join(row[name] for name in shown if row.get(name))


def _row_url(one: Table) -> Callable[[dict[str, str]], str]:
    return lambda row: reverse("factors:table-row", args=[one.name, int(row[LINE])])


def _number(name: str) -> Callable[[dict[str, str]], Decimal | None]:
    return lambda row: kernel.number(row[name])


def _source(row: dict[str, str]) -> str:
    return Truncator(row["source"]).chars(SOURCE)


def _confidence(row: dict[str, str]) -> str:
    return words.confidence(row["confidence"])


@require_GET
@needs(Right.SEE_PARK)
def table_row(request: HttpRequest, table: str, line: int) -> HttpResponse:
    """Show a factor with all that its row says: in the drawer, else in its table."""
    one = table_or_404(table)
    rows = queries.rows_of(queries.text(one.package, one.file))
    if line >= len(rows):
        raise Http404(_("There is no such row."))
    if request.headers.get("HX-Request") != "true":
        return redirect("factors:table-detail", one.name)
    row = rows[line]
    cells = [(queries.heading(name), text) for name, text in row.items() if text]
    context = {"cells": cells, "is_doubtful": row["confidence"] == "memory"}
    return render(request, "factors/row.html", context)


def _event(version: Version) -> Event:
    said = {"number": version.number, "title": version.title}
    return Event(
        at=version.withdrawn_at or version.activated_at or version.made_at or NEVER,
        title=_("Version %(number)s: %(title)s") % said,
        text=_story(version),
        state=TONES.get(version.state, ""),
        url=reverse("factors:version-detail", args=[version.id]),
    )


def _story(version: Version) -> str:
    by = version.withdrawn_by or version.activated_by or version.made_by
    said = [words.state(version.state), by, version.withdrawn_reason or version.source]
    return " · ".join(text for text in said if text)
