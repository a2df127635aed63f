"""Rule sets of the three lists, from the text of the tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from copark.kernel import tables
from copark.kernel.errors import Refused
from copark.kernel.figure import Source
from copark.synergy.calc import facts

LISTS = (
    "carbon",
    "env_water",
    "env_air",
    "env_soil",
    "env_groundwater",
    "env_risk",
    "env_noise",
    "env_any",
    "env_auto_monitoring",
    "energy",
)
#: The three lists, each with its parts; an obligation that follows from a list belongs to it.
THREE = {
    "carbon": ("carbon",),
    "pollutants": tuple(name for name in LISTS if name.startswith("env_")),
    "energy": ("energy",),
}
OPERATORS = (">=", "range", "==")
SHARE = "cumulative_share"
AMOUNTS = ("annual_ghg_tco2e", "annual_direct_co2", "annual_energy_tce", SHARE, *facts.AMOUNTS)
SPANS = ("any", "each")
LONGEST = 10  #: Years that a rule may look back, or let a unit stay.
SHARE_YEARS = 3  #: Article 5 of order 27: in any of the last three years.
COLUMNS = (
    "list",
    "rule",
    "variable",
    "operator",
    "threshold",
    "upper",
    "unit",
    "media",
    "subjects",
    "needs",
    "force",
    "name_en",
    "name_zh",
    "condition_en",
    "condition_zh",
    "source",
    "confidence",
)
#: Columns that a rule may leave out: how many years it looks at, whether any or each of them must
#: meet it, and how many years a unit stays after it has fallen below.
OPTIONAL = ("years", "span", "stays")


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition that puts a unit on a list."""

    list: str
    rule: str
    variable: str
    operator: str
    threshold: Decimal
    upper: Decimal | None
    unit: str
    media: tuple[str, ...]
    subjects: tuple[str, ...]
    needs: str
    force: str
    name_en: str
    name_zh: str
    condition_en: str
    condition_zh: str
    source: Source
    years: int = 1
    span: str = "any"
    stays: int = 0

    @property
    def is_fact(self) -> bool:
        """Say whether it asks for a fact and not for an amount."""
        return self.operator == "=="

    @property
    def is_share(self) -> bool:
        """Say whether it is a cumulative rule."""
        return self.variable == SHARE

    @property
    def reach(self) -> int:
        """Return how many years back, the newest included, the rule may look."""
        return self.years + self.stays


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A version of the rules, valid for a time in an area."""

    name: str
    version: str
    valid_from: date
    valid_to: date | None
    area: str
    title_en: str
    title_zh: str
    rules: tuple[Rule, ...]
    is_shipped: bool = True


def rules(records: list[dict[str, str]]) -> tuple[Rule, ...]:
    """
    Return the rules of a set, each checked.

    Raises
    ------
    Refused
        ``synergy.rule.bad``, naming the row and what is wrong with it.
    """
    return tuple(_rule(line, row) for line, row in enumerate(records, start=2))


def rule_set(sets_text: str, name: str, rules_text: str, version: str = "") -> RuleSet:
    """
    Return the shipped set of this name: the version named, else the newest, which stands first.

    Raises
    ------
    Refused
        ``synergy.rules.unknown``, if there is none.
    """
    known = tables.rows(sets_text)
    row = next(
        (row for row in known if row["name"] == name and version in {"", row["version"]}), None
    )
    if row is None:
        names = ", ".join(dict.fromkeys(row["name"] for row in known))
        message = f"There is no rule set “{name}”; there are {names}."
        raise Refused("synergy.rules.unknown", message, name=name, names=names)
    return RuleSet(
        name=name,
        version=row["version"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        area=row["area"],
        title_en=row["title_en"],
        title_zh=row["title_zh"],
        rules=rules(tables.rows(rules_text)),
    )


def _rule(line: int, row: dict[str, str]) -> Rule:
    _check(line, row)
    return Rule(
        list=row["list"],
        rule=row["rule"],
        variable=row["variable"],
        operator=row["operator"],
        threshold=_positive(line, "threshold", row["threshold"]),
        upper=_positive(line, "upper", row["upper"]) if row["operator"] == "range" else None,
        unit=row["unit"],
        media=tuple(row["media"].split()),
        subjects=tuple(row["subjects"].split()),
        needs=row["needs"],
        force=row["force"],
        name_en=row["name_en"],
        name_zh=row["name_zh"],
        condition_en=row["condition_en"],
        condition_zh=row["condition_zh"],
        source=Source(row["source"], row["confidence"]),
        years=_years(line, row),
        span=row.get("span") or "any",
        stays=_count(line, "stays", row.get("stays") or "0", least=0),
    )


def _years(line: int, row: dict[str, str]) -> int:
    usual = SHARE_YEARS if row["variable"] == SHARE else 1
    return _count(line, "years", row.get("years") or str(usual), least=1)


def _count(line: int, column: str, text: str, *, least: int) -> int:
    if not (text.isascii() and text.isdigit() and least <= int(text[:4]) <= LONGEST):
        raise _bad(line, column, text)
    return int(text)


def _check(line: int, row: dict[str, str]) -> None:
    lacking = [name for name in COLUMNS if row.get(name) is None]
    if lacking:
        raise _bad(line, lacking[0], "")
    allowed = {
        "list": LISTS,
        "operator": OPERATORS,
        "variable": facts.HOLDING if row["operator"] == "==" else AMOUNTS,
        "needs": ("", *facts.HOLDING),
        "force": ("MUST", "MAY"),
        "confidence": ("seen", "memory"),
        "span": ("", *SPANS),
    }
    for column, values in allowed.items():
        if row.get(column, "") not in values:
            raise _bad(line, column, row[column])
    if row["variable"] == SHARE and not 0 < _positive(line, "threshold", row["threshold"]) <= 1:
        raise _bad(line, "threshold", row["threshold"])


def _positive(line: int, column: str, text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise _bad(line, column, text) from None
    if not value.is_finite() or value <= 0:
        raise _bad(line, column, text)
    return value


def _bad(line: int, column: str, value: str) -> Refused:
    message = f"Rule in row {line}: “{value}” cannot stand in the column {column}."
    return Refused("synergy.rule.bad", message, row=line, column=column, value=value)
