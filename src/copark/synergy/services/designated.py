"""Import designated units: look, decide whom doubtful names mean, take, undo."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction

from copark.base import services as base
from copark.base import uploads
from copark.base.sheets import preview as sheet_preview
from copark.base.sheets import reading
from copark.base.sheets.preview import Taken
from copark.kernel import sheets
from copark.kernel.errors import Refused
from copark.kernel.faults import Fault
from copark.synergy import queries
from copark.synergy.calc import designated
from copark.synergy.calc.designated import CERTAIN, DECIDED, DOUBTFUL, Match
from copark.synergy.models import Designated

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from copark.kernel.sheets import Column

KIND = "synergy.designated"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Which year a file may speak of; the park alone brings such files."""

    enterprise_id: int | None = None
    year: int | None = None


ANY = Bounds()


@dataclass(frozen=True, slots=True)
class Preview(sheet_preview.Preview[Match]):
    """A file read, not yet taken: whom each row means, and the objections."""

    taken: int = 0

    @property
    def matches(self) -> tuple[Match, ...]:
        return tuple(match for _number, match in self.good)

    def of(self, state: str) -> tuple[Match, ...]:
        return tuple(match for match in self.matches if match.state == state)


def template_columns(_enterprise_id: int | None = None) -> tuple[Column, ...]:
    return designated.COLUMNS


def preview_designated(
    *, name: str, content: bytes, bounds: Bounds = ANY, user_id: int | None, now: datetime
) -> Preview:
    """Read a file and keep it; write no designated unit."""
    read = _read(content, bounds, now)
    upload_id = base.keep_upload(user_id=user_id, kind=KIND, name=name, content=content, now=now)
    return replace(read, upload_id=upload_id, name=name)


def reread(*, upload_id: int, bounds: Bounds = ANY, now: datetime) -> Preview:
    """Read a kept file again, against what is recorded by now."""
    kept = uploads.open_upload(upload_id, KIND)
    read = _read(kept.content, bounds, now)
    return replace(read, upload_id=upload_id, name=kept.name, taken=kept.rows_taken)


@transaction.atomic
def take_designated(
    *,
    upload_id: int,
    take: str,
    decided: Mapping[int, int | None],
    bounds: Bounds = ANY,
    user_id: int | None,
    now: datetime,
) -> Taken:
    """
    Write the rows of a kept file that mean an enterprise of the park.

    Parameters
    ----------
    take
        ``all`` objects to any bad row and to any doubtful one that nobody decided; ``good``
        leaves them out.
    decided
        Whom a row means, by its number; None: nobody of this park.

    Raises
    ------
    Refused
        ``import.rows.bad``, ``synergy.designated.undecided``, ``synergy.designated.twice``,
        ``import.upload.gone`` or ``import.upload.taken``.
    """
    kept = uploads.open_upload(upload_id, KIND)
    if kept.rows_taken:
        raise Refused("import.upload.taken", "The file was imported already.")
    preview = reread(upload_id=upload_id, bounds=bounds, now=now)
    _check(preview, decided, take)
    chosen = _chosen(preview, decided)
    _write(chosen, upload_id=upload_id, user_id=user_id, now=now)
    left_out = len(preview.matches) - len(chosen) + preview.bad_rows
    base.close_upload(upload_id=upload_id, rows_taken=len(chosen), rows_refused=left_out)
    _note("import", upload_id, len(chosen), user_id, now)
    return Taken(upload_id, len(chosen), left_out)


@transaction.atomic
def import_designated(
    *,
    name: str,
    content: bytes,
    decided: Mapping[int, int | None],
    take: str = "all",
    user_id: int | None,
    now: datetime,
) -> Taken:
    """Preview and take in one step."""
    preview = preview_designated(name=name, content=content, user_id=user_id, now=now)
    return take_designated(
        upload_id=preview.upload_id, take=take, decided=decided, user_id=user_id, now=now
    )


@transaction.atomic
def undo_import(
    *, upload_id: int, enterprise_id: int | None = None, user_id: int | None, now: datetime
) -> int:
    """Withdraw what a file brought; the names it taught are forgotten with it."""
    rows = Designated.objects.current().filter(upload_id=upload_id)
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    count = rows.update(withdrawn_at=now)
    base.close_upload(upload_id=upload_id, rows_taken=0, rows_refused=0)
    _note("undo", upload_id, count, user_id, now)
    return count


def _read(content: bytes, bounds: Bounds, now: datetime) -> Preview:
    table = sheets.understood(reading.read(content), designated.COLUMNS)
    matches, faults = designated.read_rows(table.records, table.titles, queries.known(), now.year)
    good = []
    recorded = _recorded({match.row.year for match in matches})
    for match in matches:
        code, facts = _objection(match, bounds, recorded)
        if code:
            row = match.row
            faults.append(Fault(row.number, "", "", row.name or row.code, code, facts))
        else:
            good.append((match.row.number, match))
    faults.sort(key=lambda fault: fault.row)
    return Preview(0, "", tuple(good), tuple(faults))


def _objection(
    match: Match, bounds: Bounds, recorded: set[tuple[int, str, int]]
) -> tuple[str, dict[str, str]]:
    row = match.row
    if bounds.year is not None and row.year != bounds.year:
        return "synergy.designated.year", {"year": str(bounds.year), "found": str(row.year)}
    if match.enterprise_id and (match.enterprise_id, row.list, row.year) in recorded:
        return "synergy.designated.recorded", {}
    return "", {}


def _recorded(years: set[int]) -> set[tuple[int, str, int]]:
    rows = Designated.objects.current().filter(year__in=years)
    return set(rows.values_list("enterprise_id", "list", "year"))


def _check(preview: Preview, decided: Mapping[int, int | None], take: str) -> None:
    if take == "good":
        return
    if preview.faults:
        message = f"{preview.bad_rows} row(s) cannot be taken. Nothing was imported."
        raise Refused("import.rows.bad", message, bad=preview.bad_rows)
    open_rows = [match for match in preview.of(DOUBTFUL) if match.row.number not in decided]
    if open_rows:
        message = f"{len(open_rows)} doubtful row(s) wait for a decision. Nothing was imported."
        raise Refused("synergy.designated.undecided", message, count=len(open_rows))


def _chosen(preview: Preview, decided: Mapping[int, int | None]) -> list[Match]:
    """Return whom each row to be written means; two rows may not come to mean the same."""
    enterprises = {one.enterprise_id for one in queries.known()}
    found: list[Match] = []
    seen = _recorded({match.row.year for match in preview.matches})
    for match in preview.matches:
        meant = _decided(match, decided, enterprises)
        if meant.enterprise_id is None:
            continue
        key = (meant.enterprise_id, meant.row.list, meant.row.year)
        if key in seen:
            message = (
                f"Row {meant.row.number} names a unit that is on this list of the year already."
            )
            raise Refused("synergy.designated.twice", message, row=meant.row.number)
        seen.add(key)
        found.append(meant)
    return found


def _decided(match: Match, decided: Mapping[int, int | None], enterprises: set[int]) -> Match:
    if match.state == CERTAIN:
        return match
    enterprise_id = decided.get(match.row.number)
    if enterprise_id is None:
        return replace(match, enterprise_id=None)
    if enterprise_id not in enterprises:
        message = f"Row {match.row.number} was given an enterprise that is not in the park."
        raise Refused("synergy.designated.stranger", message, row=match.row.number)
    return replace(match, enterprise_id=enterprise_id, matched_by=DECIDED)


def _write(chosen: list[Match], *, upload_id: int, user_id: int | None, now: datetime) -> None:
    Designated.objects.bulk_create(
        Designated(
            enterprise_id=enterprise_id,
            list=match.row.list,
            year=match.row.year,
            document=match.row.document,
            name_written=match.row.name,
            credit_code=match.row.credit_code,
            matched_by=match.matched_by,
            upload_id=upload_id,
            upload_row=match.row.number,
            recorded_at=now,
            recorded_by_id=user_id,
        )
        for match in chosen
        if (enterprise_id := match.enterprise_id) is not None
    )


def _note(verb: str, upload_id: int, rows: int, user_id: int | None, now: datetime) -> None:
    base.record(
        user_id=user_id,
        verb=verb,
        domain="synergy",
        kind="designated",
        subject_id=upload_id,
        now=now,
        rows=rows,
    )
