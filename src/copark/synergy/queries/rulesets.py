"""Rule sets: those shipped, and those a park made."""

from __future__ import annotations

from functools import cache
from importlib import resources

from copark.kernel import tables
from copark.kernel.errors import Refused
from copark.synergy.calc import rulesets
from copark.synergy.calc.rulesets import RuleSet
from copark.synergy.models import RuleSet as OwnSet

DEFAULT = "default"
NATIONAL = "national"


def _text(name: str) -> str:
    return resources.files("copark.synergy.calc").joinpath("rules", name).read_text("utf-8")


@cache
def shipped() -> dict[str, RuleSet]:
    """Return the newest version of each set that comes with Copark; it stands first."""
    found: dict[str, RuleSet] = {}
    for row in tables.rows(_text("sets.csv")):
        if row["name"] not in found:
            found[row["name"]] = _shipped(row["name"], row["version"], f"{row['name']}.csv")
    return found


@cache
def earlier() -> dict[tuple[str, str], RuleSet]:
    """Return the versions before, by name and version: lists drawn by them stay reproducible."""
    return {
        (row["name"], row["version"]): _shipped(
            row["name"], row["version"], f"{row['name']}@{row['version']}.csv"
        )
        for row in tables.rows(_text("sets.csv"))
        if row["version"] != shipped()[row["name"]].version
    }


def _shipped(name: str, version: str, file: str) -> RuleSet:
    return rulesets.rule_set(_text("sets.csv"), name, _text(file), version)


def default_name(area: str) -> str:
    """Return the set of the area, longest code first, else the national one."""
    fits = [row for row in shipped().values() if row.area and area.startswith(row.area)]
    return max(fits, key=lambda row: len(row.area)).name if fits else NATIONAL


def own() -> list[RuleSet]:
    return [_own(row) for row in OwnSet.objects.order_by("name", "-made_at", "-pk")]


def all_sets() -> list[RuleSet]:
    return [*shipped().values(), *earlier().values(), *own()]


def newest() -> list[RuleSet]:
    """Return each set once, in its newest version."""
    seen: dict[str, RuleSet] = {}
    for row in all_sets():
        seen.setdefault(row.name, row)
    return list(seen.values())


def named(name: str, area: str = "") -> RuleSet:
    """
    Return a rule set by name, or ``name@version``; of a park's own set the newest version.

    Raises
    ------
    Refused
        ``synergy.rules.unknown``.
    """
    wanted, _, version = name.partition("@")
    if wanted in {"", DEFAULT}:
        wanted = default_name(area)
    found = shipped().get(wanted)
    if found is not None and version in {"", found.version}:
        return found
    if (wanted, version) in earlier():
        return earlier()[wanted, version]
    rows = OwnSet.objects.filter(name=wanted).order_by("-made_at", "-pk")
    row = (rows.filter(version=version) if version else rows).first()
    if row is None:
        names = ", ".join(one.name for one in newest())
        message = f"There is no rule set “{name}”; there are {names}."
        raise Refused("synergy.rules.unknown", message, name=name, names=names)
    return _own(row)


def records_of(rule_set: RuleSet) -> list[dict[str, str]]:
    """Return the rows of a set, as they are kept."""
    if rule_set.is_shipped:
        is_newest = rule_set.version == shipped()[rule_set.name].version
        file = rule_set.name if is_newest else f"{rule_set.name}@{rule_set.version}"
        return tables.rows(_text(f"{file}.csv"))
    return list(OwnSet.objects.get(name=rule_set.name, version=rule_set.version).rules)


def _own(row: OwnSet) -> RuleSet:
    return RuleSet(
        name=row.name,
        version=row.version,
        valid_from=row.valid_from,
        valid_to=None,
        area="",
        title_en=row.title_en,
        title_zh=row.title_zh,
        rules=rulesets.rules(row.rules),
        is_shipped=False,
    )
