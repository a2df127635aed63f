"""Try new rows in the account before they are written: what would count twice is refused."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copark.carbon import queries
from copark.carbon.contracts import Entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copark.carbon.contracts import NewEntry
    from copark.kernel.errors import Refused

#: What other rows may still mend; until then the year says that it is partial.
LATER = frozenset(
    {
        "carbon.balance.open",
        "carbon.recovered.more",
        "carbon.utility.sold",
        "carbon.twice.balance",
    }
)


@dataclass(frozen=True, slots=True)
class Objection:
    """What the account refuses because of new rows."""

    index: int  #: Which of the new rows is to blame, from 0.
    refused: Refused


def objections(wanted: Sequence[NewEntry]) -> list[Objection]:
    """Return what the account would refuse that it takes today, by the row to blame."""
    by_year: defaultdict[int, list[int]] = defaultdict(list)
    for index, one in enumerate(wanted):
        by_year[one.year].append(index)
    return [found for year, indexes in by_year.items() for found in _of_year(year, indexes, wanted)]


def _of_year(year: int, indexes: list[int], wanted: Sequence[NewEntry]) -> list[Objection]:
    owners = {wanted[index].enterprise_id for index in indexes}
    gone = {wanted[index].replaces for index in indexes} - {None}
    new = [_tried(wanted[index], index) for index in indexes]
    found = queries.tried(year, owners, new, {one for one in gone if one is not None})
    return [
        Objection(_blamed(refused, owner, indexes, wanted), refused)
        for owner, (before, after) in found.items()
        for refused in _fresh(after, before)
    ]


def _fresh(after: Sequence[Refused], before: Sequence[Refused]) -> list[Refused]:
    known = {(one.code, str(one.facts.get("place", ""))) for one in before}
    return [
        one
        for one in after
        if one.code not in LATER and (one.code, str(one.facts.get("place", ""))) not in known
    ]


def _tried(new: NewEntry, index: int) -> Entry:
    """Return a new row as one that counts; its number is negative, since it has none yet."""
    return Entry(
        id=-1 - index,
        enterprise_id=new.enterprise_id,
        year=new.year,
        month=new.month,
        plant=new.plant,
        block=new.block,
        values=new.values,
        evidence=new.evidence,
        upload_id=None,
        reason=new.reason,
        uncertainty=new.uncertainty,
        origin=new.origin,
    )


def _blamed(refused: Refused, owner: int, indexes: list[int], wanted: Sequence[NewEntry]) -> int:
    place = str(refused.facts.get("place", "")).split(".")
    number = place[1] if len(place) > 1 and place[0] == "entry" else ""
    if number.startswith("-"):
        return -1 - int(number)
    own = [index for index in indexes if wanted[index].enterprise_id == owner]
    value = refused.facts.get("value")
    return next((one for one in own if value in wanted[one].values.values()), own[0])
