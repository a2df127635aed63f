"""Public registers: what a file says, which are here, their sites, matches and releases."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from copark.base.sheets import reading
from copark.factors import queries as factors
from copark.kernel import tables as kernel_tables
from copark.kernel.errors import Refused
from copark.pollution import contracts, register_words, words
from copark.pollution.calc import registers_joined, registers_match, registers_names, registers_read
from copark.pollution.models import (
    MatchDecision,
    MatchState,
    Register,
    RegisterMatch,
    RegisterRelease,
    RegisterSite,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from django.db.models import QuerySet

    from copark.kernel.faults import Fault
    from copark.kernel.figure import Figure

LEFT, RIGHT = "GHGRP", "TRI"  #: The two registers that are reconciled with each other.
SHAPES = {frozenset({"TRI"}), frozenset({"GHGRP_SITES", "GHGRP_FLOWS"})}
EDITIONS = 4  #: Texts of a table kept read.


class RowsFaulty(Refused):
    """Rows of a register cannot be taken, so none is."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        message = f"{len(faults)} row(s) cannot be taken. Nothing was imported."
        super().__init__("pollution.register.rows", message, count=len(faults))
        self.faults = tuple(faults)


def read(files: Mapping[str, bytes], year: int | None) -> registers_read.Read:
    """
    Return the register in one or two files.

    Raises
    ------
    Refused
        ``import.file.large`` or ``import.file.encoding``; ``pollution.register.files``, ``year`` or
        ``years``; what the readers refuse; `RowsFaulty`.
    """
    texts = {}
    for content in files.values():
        if len(content) > reading.MAX_BYTES:
            raise reading.refused_size(len(content))
        text = reading.decoded(content)
        texts[registers_read.kind_of(text.lstrip("\ufeff").split("\n", 1)[0].strip())] = text
    if frozenset(texts) not in SHAPES or len(texts) != len(files):
        message = "Bring one file of TRI, or the two tables of GHGRP: its facilities and its flows."
        raise Refused("pollution.register.files", message)
    found = _read(texts, year)
    if found.faults:
        raise RowsFaulty(found.faults)
    if len(found.years) != 1:
        raise Refused("pollution.register.years", "The file speaks of several years; bring one.")
    return found


def _read(texts: Mapping[str, str], year: int | None) -> registers_read.Read:
    if "TRI" in texts:
        return registers_read.read_tri(texts["TRI"])
    if year is None:
        message = "The files of GHGRP do not say their year; state it here."
        raise Refused("pollution.register.year", message)
    return registers_read.read_ghgrp(texts["GHGRP_SITES"], texts["GHGRP_FLOWS"], year)


# Tables


def match_rules(day: date) -> registers_match.Rules:
    """Return the limits and weights of matching that are in force on a day."""
    return registers_match.rules(
        _parameters(factors.text("pollution", "register_match_rules.csv")),
        _words(factors.text("pollution", "register_name_words.csv")),
        day,
    )


_parameters = lru_cache(EDITIONS)(kernel_tables.parameters)
_words = lru_cache(EDITIONS)(registers_names.words)
_rows = lru_cache(EDITIONS)(kernel_tables.rows)


def _kinds() -> dict[str, dict[str, str]]:
    return {row["kind"]: row for row in _rows(factors.text("pollution", "register_kinds.csv"))}


def kind_name(kind: str) -> str:
    row = _kinds().get(kind)
    return words.local(row["name_en"], row["name_zh"]) if row else kind


@lru_cache(EDITIONS)
def _warmings(labels_text: str, gwp_text: str, gwp_set: str) -> dict[str, registers_joined.Warming]:
    return registers_joined.warmings(labels_text, gwp_text, gwp_set)


def warmings() -> dict[str, registers_joined.Warming]:
    """Return the potential of each gas of the register, by the report that its program uses."""
    return _warmings(
        factors.text("pollution", "register_gases.csv"),
        factors.text("carbon", "gwp.csv"),
        _kinds()[LEFT]["gwp_set"],
    )


def gwp_set() -> str:
    return _kinds()[LEFT]["gwp_set"]


# Registers and sites


def registers() -> list[contracts.Register]:
    """Return the registers that are here, the newest first."""
    rows = (
        Register.objects.filter(withdrawn_at=None)
        .annotate(site_count=Count("sites"))
        .order_by("-year", "area", "kind")
    )
    releases = dict(
        RegisterRelease.objects.filter(site__register__withdrawn_at=None)
        .values_list("site__register")
        .annotate(count=Count("pk"))
    )
    return [_register(row, row.site_count, releases.get(row.pk, 0)) for row in rows]


def _register(row: Register, sites: int, releases: int) -> contracts.Register:
    return contracts.Register(
        row.pk, row.kind, kind_name(row.kind), row.year, row.area, row.source, sites, releases
    )


def register(pk: int) -> contracts.Register | None:
    return next((row for row in registers() if row.id == pk), None)


def site_of(row: RegisterSite) -> registers_match.Site:
    """Return a stored site as the calculation takes it."""
    return registers_match.Site(
        row.key,
        row.name,
        row.parent,
        row.address,
        row.city,
        row.postcode,
        row.latitude,
        row.longitude,
        row.sector,
    )


def sites_of(register_id: int) -> list[contracts.RegisterSite]:
    rows = RegisterSite.objects.filter(register_id=register_id).select_related("register")
    return [_site(row) for row in rows.order_by("name", "key")]


def _site(row: RegisterSite) -> contracts.RegisterSite:
    return contracts.RegisterSite(
        row.pk,
        row.register.kind,
        row.key,
        row.name,
        row.parent,
        row.address,
        row.city,
        row.postcode,
        row.latitude,
        row.longitude,
        row.sector,
    )


# Matches


def _current() -> QuerySet[RegisterMatch]:
    return RegisterMatch.objects.filter(withdrawn_at=None).select_related(
        "left__register", "right__register"
    )


def matches(state: str = "") -> list[contracts.SiteMatch]:
    """Return the matches in a state, or all; what is to be reviewed first, then by score."""
    rows = _current().filter(**({"state": state} if state else {}))
    order = {MatchState.PROPOSED: 0, MatchState.CONFIRMED: 1, MatchState.REJECTED: 2}
    found = sorted(rows, key=lambda row: (order[MatchState(row.state)], -row.score, row.pk))
    return [_match(row) for row in found]


def match(pk: int) -> contracts.SiteMatch | None:
    row = _current().filter(pk=pk).first()
    return _match(row) if row else None


def _match(row: RegisterMatch) -> contracts.SiteMatch:
    return contracts.SiteMatch(
        row.pk,
        _site(row.left),
        _site(row.right),
        row.certainty,
        row.score,
        row.distance,
        tuple(row.reasons),
        row.state,
        row.left.register.year,
    )


def counts() -> dict[str, int]:
    """Return how many matches are in each state."""
    rows = _current().select_related(None).values_list("state").annotate(count=Count("pk"))
    return dict.fromkeys(MatchState.values, 0) | dict(rows)


def next_proposed(after: contracts.SiteMatch) -> int | None:
    """Return the match to review after this one: the next lower score, else the highest."""
    rows = (
        _current()
        .select_related(None)
        .filter(state=MatchState.PROPOSED)
        .exclude(pk=after.id)
        .order_by("-score", "pk")
        .values_list("pk", "score")
    )
    found = list(rows)
    lower = [pk for pk, score in found if (-score, pk) > (-after.score, after.id)]
    return lower[0] if lower else found[0][0] if found else None


def rivals(one: contracts.SiteMatch) -> list[contracts.SiteMatch]:
    """Return the other matches of the two sites."""
    rows = _current().filter(Q(left_id=one.left.id) | Q(right_id=one.right.id))
    return [_match(row) for row in rows.exclude(pk=one.id).order_by("-score", "pk")]


def decisions(match_id: int) -> list[MatchDecision]:
    """Return what was decided of a match, the newest first."""
    rows = MatchDecision.objects.filter(match_id=match_id).select_related("decided_by")
    return list(rows.order_by("-decided_at", "-pk"))


# Releases of two registers together


def joined(
    found: Iterable[contracts.SiteMatch],
) -> dict[int, tuple[Figure, dict[tuple[str, str], Figure], list[str]]]:
    """
    Return, by match, CO2e, mass by substance and medium, and gases without a potential.

    Constant number of queries. [tCO2e], [kg]
    """
    pairs = list(found)
    amounts = _amounts({site.id for pair in pairs for site in (pair.left, pair.right)})
    known, said = warmings(), _sayings()
    result = {}
    for pair in pairs:
        gases, period = amounts.get(pair.left.id, []), str(pair.year)
        result[pair.id] = (
            registers_joined.co2_equivalent(
                gases, known, name=_("Greenhouse gases"), how=said["gwp"], period=period
            ),
            registers_joined.masses(
                amounts.get(pair.right.id, []),
                how=said["mass"],
                summed=said["sum"],
                period=period,
            ),
            registers_joined.left_out(gases, known),
        )
    return result


def releases_of(site: contracts.RegisterSite, period: str) -> dict[tuple[str, str], Figure]:
    """Return what a register says of one site, by substance and medium. [kg]"""
    said = _sayings()
    amounts = _amounts({site.id}).get(site.id, [])
    return registers_joined.masses(amounts, how=said["mass"], summed=said["sum"], period=period)


def _sayings() -> dict[str, str]:
    return {
        "gwp": _("mass × potential over 100 years, %(set)s") % {"set": gwp_set()},
        "mass": _("as the register states it, in kilograms; line of the file beside it"),
        "sum": _("sum over the forms and ways of the site"),
    }


def _amounts(site_ids: set[int]) -> dict[int, list[registers_joined.Amount]]:
    found: dict[int, list[registers_joined.Amount]] = {}
    rows = RegisterRelease.objects.filter(site_id__in=site_ids).order_by("substance", "line", "pk")
    for row in rows:
        found.setdefault(row.site_id, []).append(
            registers_joined.Amount(
                row.substance,
                row.medium,
                row.way,
                plain(row.amount),
                row.unit,
                plain(row.kilograms),
                row.line,
            )
        )
    return found


def plain(value: Decimal) -> Decimal:
    """Return a number without the zeros that its column in the database appends."""
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()


def medium_name(code: str) -> str:
    return register_words.medium(code)
