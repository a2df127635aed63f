"""A table that searches, sorts, filters and exports on the server, with or without JavaScript."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from copark.web import numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from _typeshed import SupportsRichComparison
    from django.http import HttpRequest, QueryDict

    from copark.web.components.parts import Empty

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Column:
    """
    A column: how to take its value from a row, and how to show it.

    `kind` is `text`, `number`, `state`, `moment`, `day`, `yes` or `figure`.
    """

    key: str
    label: str
    value: Callable[[Any], Any] | None = None
    kind: str = "text"
    unit: str = ""
    digits: int = numbers.DIGITS
    places: int | None = None  #: Fixed decimals, for numbers that are compared down the column.
    url: Callable[[Any], str] | None = None
    sub: Callable[[Any], str] | None = None  #: A second, quieter line in the same cell.
    drawer: bool = False
    can_sort: bool = True
    given: bool = False  #: A datum that is its own making: entered, measured, or a rule's.
    sub_given: bool = False  #: The same of the second line alone, such as the words of a rule.

    def of(self, row: object) -> object:
        if self.value is not None:
            return self.value(row)
        return row[self.key] if isinstance(row, dict) else getattr(row, self.key)

    @property
    def is_number(self) -> bool:
        return self.kind in {"number", "figure"}

    @property
    def heading(self) -> str:
        return f"{self.label} ({numbers.unit_text(self.unit)})" if self.unit else self.label


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice that narrows the rows."""

    key: str
    label: str
    choices: Sequence[tuple[str, str]]
    value: Callable[[Any], str]
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value, ready to show."""

    column: Column
    value: object
    text: str
    url: str = ""
    sub: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """A column's heading: where a click on it leads, and how it sorts now."""

    column: Column
    url: str
    order: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """What is shown of the rows, and how to ask for the rest."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Any, ...]
    shown: tuple[Any, ...]
    params: QueryDict
    query: str = ""
    order: str = ""
    page: int = 1
    pages: int = 1
    all_count: int = 0
    can_search: bool = True
    can_export: bool = True
    filters: tuple[Filter, ...] = ()
    empty: Empty | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    template: str = "web/components/table.html"

    @property
    def heads(self) -> list[Head]:
        return [self._head(column) for column in self.columns]

    @property
    def lines(self) -> list[list[Cell]]:
        return [[cell(column, row) for column in self.columns] for row in self.shown]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.query) or any(narrowing.chosen for narrowing in self.filters)

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def previous_url(self) -> str:
        return self._url(page=self.page - 1) if self.page > 1 else ""

    @property
    def next_url(self) -> str:
        return self._url(page=self.page + 1) if self.page < self.pages else ""

    @property
    def csv_url(self) -> str:
        return self._url(format="csv")

    @property
    def xlsx_url(self) -> str:
        return self._url(format="xlsx")

    def _head(self, column: Column) -> Head:
        if not column.can_sort:
            return Head(column, "")
        is_up = self.order == column.key
        order = "ascending" if is_up else "descending" if self.order == f"-{column.key}" else ""
        return Head(
            column, self._url(sort=f"-{column.key}" if is_up else column.key, page=1), order
        )

    def _url(self, **changes: Any) -> str:
        params = self.params.copy()
        for name, value in changes.items():
            params[name] = str(value)
        return f"?{params.urlencode()}"


def cell(column: Column, row: object) -> Cell:
    value = column.of(row)
    return Cell(
        column=column,
        value=value,
        text=text_of(column, value),
        url=column.url(row) if column.url else "",
        sub=column.sub(row) if column.sub else "",
    )


def text_of(column: Column, value: object) -> str:
    if value is None or value == "":
        return numbers.NOTHING
    if column.kind == "yes":
        return _("yes") if value else _("no")
    if column.kind == "number":
        if column.places is None:
            return str(numbers.written(value, column.digits))
        exact = numbers.exact(value)
        return numbers.NOTHING if exact is None else numbers.grouped(round(exact, column.places))
    return str(value)


def build(  # noqa: PLR0913 - a table has that many sides, all but three by name
    request: HttpRequest,
    columns: Iterable[Column],
    rows: Iterable[Any],
    *,
    name: str,
    filters: Iterable[Filter] = (),
    empty: Empty | None = None,
    order: str = "",
    per_page: int = PER_PAGE,
    **options: Any,
) -> Table:
    """Narrow, sort and page the rows as the request asks."""
    columns, everything = tuple(columns), tuple(rows)
    query = request.GET.get("q", "").strip()[:100]
    chosen = tuple(_chosen(request, narrowing) for narrowing in filters)
    kept = [row for row in everything if _is_kept(row, columns, query, chosen)]
    asked = request.GET.get("sort", order)
    kept = _sorted(kept, columns, asked)
    pages = max(1, math.ceil(len(kept) / per_page))
    page = min(max(1, _whole(request.GET.get("page"))), pages)
    return Table(
        name=name,
        columns=columns,
        rows=tuple(kept),
        shown=tuple(kept[(page - 1) * per_page : page * per_page]),
        params=request.GET,
        query=query,
        order=asked,
        page=page,
        pages=pages,
        all_count=len(everything),
        filters=chosen,
        empty=empty,
        **options,
    )


def _chosen(request: HttpRequest, narrowing: Filter) -> Filter:
    value = request.GET.get(narrowing.key, "")
    known = value if value in {choice for choice, _label in narrowing.choices} else ""
    return Filter(narrowing.key, narrowing.label, narrowing.choices, narrowing.value, known)


def _is_kept(
    row: object, columns: tuple[Column, ...], query: str, filters: tuple[Filter, ...]
) -> bool:
    if any(
        narrowing.chosen and str(narrowing.value(row)) != narrowing.chosen for narrowing in filters
    ):
        return False
    if not query:
        return True
    text = " ".join(_searched(column, row) for column in columns).casefold()
    return all(word in text for word in query.casefold().split())


def _searched(column: Column, row: object) -> str:
    return f"{column.of(row)} {column.sub(row) if column.sub else ''}"


def _sorted(rows: list[Any], columns: tuple[Column, ...], order: str) -> list[Any]:
    column = next((one for one in columns if one.key == order.lstrip("-") and one.can_sort), None)
    if column is None:
        return rows
    empty = [row for row in rows if column.of(row) in (None, "")]
    filled = [row for row in rows if column.of(row) not in (None, "")]
    filled.sort(key=lambda row: _rank(column.of(row)), reverse=order.startswith("-"))
    return filled + empty


def _rank(value: object) -> SupportsRichComparison:
    if hasattr(value, "unit") and hasattr(value, "value"):
        return value.value
    if isinstance(value, int | float | Decimal | date | datetime):
        return value
    return str(value).casefold()


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 1
