"""One question to statistics: what, where, when and split by what. Pages and API put the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copark.statistics.queries import amounts, places, subjects

if TYPE_CHECKING:
    from copark.statistics.contracts import Place, Subject
    from copark.statistics.queries.places import Ground

SHOWN_YEARS = 5


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, with what there is to choose from."""

    year: int
    held: tuple[int, ...]  #: Years that have figures, the newest first.
    years: tuple[int, ...]  #: Years to choose from.
    subject: Subject
    subjects: tuple[Subject, ...]
    place: Place
    ground: Ground
    split: str
    splits: tuple[str, ...]
    stamp: tuple[object, ...]
    bound: int | None  #: The one enterprise that the asker sees.

    def recent_years(self, count: int = SHOWN_YEARS) -> list[int]:
        """Return the years up to the chosen one, the oldest first."""
        before = [year for year in self.held if year < self.year][: count - 1]
        return [*reversed(before), self.year]


def question(
    *,
    year: int | None,
    subject: str,
    place: tuple[str, str],
    split: str,
    bound: int | None,
    now_year: int,
    is_running: bool = False,
) -> Question | None:
    """
    Return the question, or None where there is no such subject or place.

    Without a year it is the newest that is over, or the running one. Whoever is bound to an
    enterprise asks about that enterprise, whatever the place.
    """
    ground = places.ground(bound)
    where = (places.ENTERPRISE, str(bound)) if bound is not None else place
    found = ground.place(*where) if where[0] in places.KINDS else None
    if found is None:
        return None
    stamp = amounts.stamp()
    held = tuple(subjects.years())
    if year is None:
        over = (one for one in held if one < now_year)
        year = now_year if is_running else next(over, now_year)
    offered = tuple(subjects.subjects(year, stamp, found))
    about = _subject(subject, offered)
    if about is None:
        return None
    splits = tuple(subjects.splits(about, found))
    chosen = split if split in splits else next(iter(splits), "")
    years = tuple(sorted({year, now_year, now_year - 1, *held}, reverse=True))
    return Question(year, held, years, about, offered, found, ground, chosen, splits, stamp, bound)


def _subject(key: str, offered: tuple[Subject, ...]) -> Subject | None:
    found = next((one for one in offered if one.key == (key or offered[0].key)), None)
    return found or (subjects.release(key) if subjects.is_release(key) else None)
