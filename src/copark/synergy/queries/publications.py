"""The decisions about lists: what was frozen, and how it would differ today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from copark.synergy.calc import frozen
from copark.synergy.calc.rulesets import THREE
from copark.synergy.contracts import PublicationRef
from copark.synergy.models import Publication
from copark.synergy.queries import lists

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from copark.synergy.calc.frozen import Difference
    from copark.synergy.calc.rulesets import RuleSet
    from copark.synergy.contracts import ListRow

FIELDS = (
    "pk",
    "list",
    "year",
    "turn",
    "is_withdrawal",
    "number",
    "decided_on",
    "signatory",
    "note",
    "sha256",
    "made_at",
    "made_by__username",
)


@dataclass(frozen=True, slots=True)
class Frozen:
    """A decision with what it froze."""

    ref: PublicationRef
    rule_set: RuleSet
    rows: tuple[ListRow, ...]
    text: str


def publications_of(year: int | None = None, name: str = "") -> list[PublicationRef]:
    """Return the decisions, the newest first."""
    rows = Publication.objects.order_by("-year", "list", "-turn")
    if year is not None:
        rows = rows.filter(year=year)
    if name:
        rows = rows.filter(list=name)
    return _refs(rows)


def in_force(year: int) -> dict[str, PublicationRef]:
    """Return the decision that holds for each list of a year; a withdrawn list has none."""
    newest: dict[str, PublicationRef] = {}
    for ref in publications_of(year):
        newest.setdefault(ref.list, ref)
    return {name: ref for name, ref in newest.items() if not ref.is_withdrawal}


def last_turn(year: int, name: str) -> int:
    """Return the place of the newest decision in its chain; 0 where there is none."""
    rows = Publication.objects.filter(year=year, list=name).order_by("-turn")
    return rows.values_list("turn", flat=True).first() or 0


def frozen_list(year: int, name: str, turn: int | None = None) -> Frozen | None:
    """
    Return what a decision froze: of one turn, else of the newest.

    Raises
    ------
    Refused
        ``synergy.publication.damaged``, if the frozen text is not the one that was sealed.
    """
    found = Publication.objects.filter(year=year, list=name)
    if turn is not None:
        found = found.filter(turn=turn)
    row = found.order_by("-turn").select_related("made_by").first()
    if row is None:
        return None
    content = frozen.read(row.document, row.sha256)
    (ref,) = _refs(Publication.objects.filter(pk=row.pk))
    rows = frozen.rows_of(content, get_language() or "en")
    return Frozen(ref, frozen.rule_set_of(content), rows, row.document)


def differences(found: Frozen) -> list[Difference]:
    """Return how the frozen list would differ, drawn today by the same rules."""
    if found.ref.is_withdrawal:
        return []
    today = lists.drawn(found.ref.year, found.rule_set)
    return frozen.differences(found.rows, of_list(today.rows, found.ref.list))


def of_list(rows: tuple[ListRow, ...], name: str) -> tuple[ListRow, ...]:
    """Return the rows of one of the three lists."""
    return tuple(row for row in rows if row.list in THREE[name])


def _refs(rows: QuerySet[Publication]) -> list[PublicationRef]:
    return [PublicationRef(*row) for row in rows.values_list(*FIELDS)]
