"""
Read a facility-release register: mixed units, overlapping labels, several sites of one name.

The key of a site is its `Identifiant`. A site that does not appear under a pollutant is below the
reporting threshold, which is not zero: it simply has no row here.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from copark.kernel.errors import Refused
from copark.kernel.faults import Fault
from copark.kernel.quantity import converted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copark.pollution.calc.tables import Labels

COLUMNS = (
    "Identifiant",
    "Nom_Etablissement",
    "Annee_Emission",
    "Milieu",
    "Polluant",
    "quantite",
    "unite",
)
MAX_ROWS = 2_000_000  #: The whole national register of a year has some 30,000 rows.
MAX_DIGITS = 40  #: More characters are no quantity; keeps `Decimal` from huge exponents.
YEARS = range(1990, 2100)  #: Years that a register may speak of.


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted row of the register."""

    line: int
    site: str
    name: str
    year: int
    medium: str
    label: str
    pollutant: str
    part: str
    tonnes: Decimal


@dataclass(frozen=True, slots=True)
class SiteRelease:
    """What one site released of one pollutant to one medium in a year, counted once. [t]"""

    site: str
    name: str
    year: int
    medium: str
    pollutant: str
    tonnes: Decimal
    lines: tuple[int, ...]
    counting: str  #: ``plain``, ``total`` (parts left out) or ``parts`` (no total was given).


@dataclass(frozen=True, slots=True)
class Register:
    """A register as it was read."""

    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    releases: tuple[SiteRelease, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """The total of one pollutant over the sites of a register. [t]"""

    pollutant: str
    media: tuple[str, ...]
    year: int
    tonnes: Decimal
    sites: int
    names: int


@dataclass(slots=True)
class _Group:
    name: str
    parts: dict[str, Decimal] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)


def is_register(header: str) -> bool:
    """
    Say whether a file with this first line is a facility-release register.

    Examples
    --------
    >>> is_register("Identifiant,Nom_Etablissement,Annee_Emission,Milieu,Polluant,quantite,unite")
    True
    """
    return all(name in header for name in ("Identifiant", "Milieu", "Polluant", "quantite"))


def separator_of(header: str) -> str:
    """Return the character that separates the most columns of a header line."""
    return max(",;\t", key=header.count)


def read(text: str, labels: Labels) -> Register:
    """
    Return the register in a CSV text: accepted rows, objections, and releases counted once.

    Parameters
    ----------
    text
        The file, decoded.
    labels
        What its labels stand for.

    Returns
    -------
    Register
        Masses in tonnes, to the last digit of the source.

    Raises
    ------
    Refused
        ``import.register.columns``, if the header lacks a column, or ``import.file.rows`` if the
        file is longer than any register.
    """
    text = text.lstrip("\ufeff")
    header = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator_of(header))
    lacking = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if lacking:
        message = f"The register lacks the column(s) {', '.join(lacking)}."
        raise Refused("import.register.columns", message, columns=", ".join(lacking))
    entries: list[Entry] = []
    faults: list[Fault] = []
    seen: dict[tuple[str, int, str, str], int] = {}
    for line, row in _numbered(reader):
        found = _entry(line, row, labels)
        if isinstance(found, Entry):
            found = _not_twice(found, seen)
        (entries if isinstance(found, Entry) else faults).append(found)  # type: ignore[arg-type]
    return Register(tuple(entries), tuple(faults), tuple(counted_once(entries)))


def _numbered(reader: csv.DictReader[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each record with its row in a spreadsheet; line breaks inside quotes do not count."""
    for line, row in enumerate(reader, start=2):
        if line > MAX_ROWS:
            message = f"The register has more than {MAX_ROWS} rows."
            raise Refused("import.file.rows", message, limit=MAX_ROWS)
        yield line, {name: (row.get(name) or "").strip() for name in COLUMNS}


def _entry(line: int, row: dict[str, str], labels: Labels) -> Entry | Fault:
    fault = _first_fault(line, row, labels)
    if fault:
        return fault
    label = labels.pollutants[row["Polluant"]]
    return Entry(
        line=line,
        site=row["Identifiant"],
        name=row["Nom_Etablissement"],
        year=int(row["Annee_Emission"]),
        medium=labels.media[row["Milieu"]],
        label=row["Polluant"],
        pollutant=label.pollutant,
        part=label.part,
        tonnes=converted(Decimal(row["quantite"]), labels.units[row["unite"]], "t"),
    )


def _first_fault(line: int, row: dict[str, str], labels: Labels) -> Fault | None:
    quantity = _decimal(row["quantite"])
    checks = (
        (not row["Identifiant"], "Identifiant", "import.cell.empty"),
        (not _is_year(row["Annee_Emission"]), "Annee_Emission", "import.year.bad"),
        (row["Milieu"] not in labels.media, "Milieu", "import.medium.unknown"),
        (row["Polluant"] not in labels.pollutants, "Polluant", "import.pollutant.unknown"),
        (quantity is None, "quantite", "import.number.bad"),
        (quantity is not None and quantity < 0, "quantite", "import.number.negative"),
        (row["unite"] not in labels.units, "unite", "import.unit.unknown"),
    )
    for objects, column, code in checks:
        if objects:
            return _fault(line, row, column, code)
    return None


def _fault(line: int, row: dict[str, str], column: str, code: str, **facts: str) -> Fault:
    address = f"{chr(ord('A') + COLUMNS.index(column))}{line}"
    return Fault(line, address, column, row[column], code, facts)


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) == 4 and int(text) in YEARS  # noqa: PLR2004


def _decimal(text: str) -> Decimal | None:
    if len(text) > MAX_DIGITS or "e" in text.lower():
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _not_twice(entry: Entry, seen: dict[tuple[str, int, str, str], int]) -> Entry | Fault:
    key = (entry.site, entry.year, entry.medium, entry.label)
    first = seen.setdefault(key, entry.line)
    if first == entry.line:
        return entry
    return Fault(
        entry.line, "", "", f"{entry.site} {entry.label}", "import.row.twice", {"first": str(first)}
    )


def counted_once(entries: list[Entry]) -> list[SiteRelease]:
    """
    Return one release a site, year, medium and pollutant, overlapping labels counted once.

    Where a site gives a total, its parts are left out; where it gives parts only, they are added
    and the release says so.

    Parameters
    ----------
    entries
        Accepted rows. [t]

    Returns
    -------
    list of SiteRelease
        In the order in which the sites appear. [t]

    Examples
    --------
    >>> def row(line, part, tonnes):
    ...     return Entry(line, "1", "A", 2015, "AIR", part, "co2", part, Decimal(tonnes))
    >>> counted_once([row(2, "fossil", 60), row(3, "biomass", 40), row(4, "total", 99)])[0].tonnes
    Decimal('99')
    >>> both = counted_once([row(2, "fossil", 60), row(3, "biomass", 40)])[0]
    >>> both.tonnes, both.counting
    (Decimal('100'), 'parts')
    """
    groups: dict[tuple[str, int, str, str], _Group] = {}
    for entry in entries:
        key = (entry.site, entry.year, entry.medium, entry.pollutant)
        group = groups.setdefault(key, _Group(entry.name))
        group.parts[entry.part] = group.parts.get(entry.part, Decimal(0)) + entry.tonnes
        group.lines.append(entry.line)
    return [_release(key, group) for key, group in groups.items()]


def _release(key: tuple[str, int, str, str], group: _Group) -> SiteRelease:
    site, year, medium, pollutant = key
    if "total" in group.parts:
        tonnes, counting = group.parts["total"], "total"
    elif set(group.parts) & {"fossil", "biomass"}:
        tonnes, counting = sum(group.parts.values(), Decimal(0)), "parts"
    else:
        tonnes, counting = sum(group.parts.values(), Decimal(0)), "plain"
    return SiteRelease(
        site, group.name, year, medium, pollutant, tonnes, tuple(group.lines), counting
    )


def sums(releases: tuple[SiteRelease, ...], *, join_water: bool = False) -> list[Sum]:
    """
    Return the totals by year, pollutant and medium, with how many sites and names they stand on.

    Parameters
    ----------
    releases
        Releases counted once. [t]
    join_water
        Add direct and indirect water, as the register's own totals do; the lists never do.
    """
    groups: dict[tuple[int, str, str], list[SiteRelease]] = defaultdict(list)
    for release in releases:
        joined = join_water and release.medium in {"WATER", "INDIRECT"}
        groups[
            release.year, "WATER+INDIRECT" if joined else release.medium, release.pollutant
        ].append(release)
    return [
        Sum(
            pollutant=pollutant,
            media=tuple(sorted({row.medium for row in rows})),
            year=year,
            tonnes=sum((row.tonnes for row in rows), Decimal(0)),
            sites=len({row.site for row in rows}),
            names=len({row.name for row in rows}),
        )
        for (year, _, pollutant), rows in sorted(groups.items())
    ]
