"""A list as it was decided: one text that holds rows, figures and rules, and its seal."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from copark.kernel import figure_json
from copark.kernel.errors import Refused
from copark.kernel.figure import Source
from copark.synergy.calc import rulesets
from copark.synergy.calc.rulesets import RuleSet
from copark.synergy.contracts import ListRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FORMAT = "copark.list/1"
DECIMALS = frozenset(
    {
        "value",
        "threshold",
        "share",
        "cumulative_share",
        "area_total",
        "wanted_share",
        "before_next",
    }
)
Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a decision says of itself."""

    list: str
    year: int
    turn: int
    number: str
    decided_on: date
    signatory: str
    note: str
    is_withdrawal: bool = False


def text_of(
    decision: Decision,
    rule_set: RuleSet,
    records: Sequence[Mapping[str, str]],
    rows: Mapping[str, Sequence[ListRow]],
) -> str:
    """
    Return the text that is frozen.

    Parameters
    ----------
    decision
        The head.
    rule_set, records
        The rules, and their rows as they are kept.
    rows
        The same rows once in each language, by its code: their figures say their making in it.
    """
    languages = list(rows)
    by_row = zip(*rows.values(), strict=True)
    content = {
        "format": FORMAT,
        "decision": {
            "list": decision.list,
            "year": decision.year,
            "turn": decision.turn,
            "number": decision.number,
            "decided_on": decision.decided_on.isoformat(),
            "signatory": decision.signatory,
            "note": decision.note,
            "is_withdrawal": decision.is_withdrawal,
        },
        "rule_set": {
            "name": rule_set.name,
            "version": rule_set.version,
            "valid_from": rule_set.valid_from.isoformat(),
            "title_en": rule_set.title_en,
            "title_zh": rule_set.title_zh,
            "rules": [dict(record) for record in records],
        },
        "rows": [
            {
                **_row(same[0]),
                "figures": {
                    language: figure_json.to_data(row.figure)
                    for language, row in zip(languages, same, strict=True)
                },
            }
            for same in by_row
        ],
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1)


def seal(text: str) -> str:
    """
    Return the SHA-256 of a frozen text, in UTF-8.

    Examples
    --------
    >>> seal("")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(text.encode()).hexdigest()


def read(text: str, sha256: str) -> Data:
    """
    Return what a frozen text holds.

    Raises
    ------
    Refused
        ``synergy.publication.damaged``, if the text is not the one that was sealed.
    """
    if seal(text) != sha256:
        message = "The frozen list is not the one that was decided: its seal does not fit."
        raise Refused("synergy.publication.damaged", message, sha256=sha256)
    found: Data = json.loads(text)
    return found


def rows_of(content: Data, language: str) -> tuple[ListRow, ...]:
    """Return the frozen rows, with the making of their figures in a language."""
    return tuple(_row_of(row, language) for row in content["rows"])


def rule_set_of(content: Data) -> RuleSet:
    """Return the frozen rules."""
    kept = content["rule_set"]
    return RuleSet(
        name=kept["name"],
        version=kept["version"],
        valid_from=date.fromisoformat(kept["valid_from"]),
        valid_to=None,
        area="",
        title_en=kept["title_en"],
        title_zh=kept["title_zh"],
        rules=rulesets.rules(kept["rules"]),
        is_shipped=False,
    )


def _row(row: ListRow) -> Data:
    found: Data = {}
    for field in fields(row):
        value = getattr(row, field.name)
        if field.name == "source":
            value = {"text": value.text, "confidence": value.confidence, "url": value.url}
        elif isinstance(value, Decimal):
            value = str(value)
        if field.name != "figure":
            found[field.name] = value
    return found


def _row_of(data: Data, language: str) -> ListRow:
    figures = data["figures"]
    try:
        figure = figure_json.from_data(figures.get(language) or next(iter(figures.values())))
        values: Data = {
            name: Decimal(value) if name in DECIMALS and value is not None else value
            for name, value in data.items()
            if name not in {"figures", "source"}
        }
    except (InvalidOperation, StopIteration) as error:
        message = f"A row of the frozen list cannot be read: {error!r}."
        raise Refused("synergy.publication.damaged", message) from None
    return ListRow(**values, source=Source(**data["source"]), figure=figure)


@dataclass(frozen=True, slots=True)
class Difference:
    """A row of the frozen list against what would be drawn today."""

    kind: str  #: ENTERS, LEAVES or DIFFERS.
    frozen: ListRow | None
    today: ListRow | None

    @property
    def row(self) -> ListRow:
        """Return a row that names the unit."""
        found = self.today or self.frozen
        assert found is not None  # noqa: S101 - one of them is always there
        return found


def differences(frozen: Sequence[ListRow], today: Sequence[ListRow]) -> list[Difference]:
    """Return how a frozen list would differ if it were drawn today."""
    was, would = {_key(row): row for row in frozen}, {_key(row): row for row in today}
    found = [Difference("ENTERS", None, row) for key, row in would.items() if key not in was]
    found += [Difference("LEAVES", row, None) for key, row in was.items() if key not in would]
    found += [
        Difference("DIFFERS", row, would[key])
        for key, row in was.items()
        if key in would and (row.value, row.year) != (would[key].value, would[key].year)
    ]
    return found


def _key(row: ListRow) -> tuple[str, str, str, str, str]:
    return row.list, row.rule, row.subject, row.medium, row.enterprise_code
