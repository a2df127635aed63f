"""Build the demo park: registry, declarations, a year of history, permits and plans.

Every number comes in the way a user's would: the registry through its tables, all else through the
import services, from files that stay beside the database as evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from copark.energy import services as energy
from copark.kernel.errors import Broken
from copark.pollution import services as pollution
from copark.registry import services as registry
from demo import (
    blueprint,
    carbon_sources,
    declared,
    factors,
    firms,
    history,
    inventories,
    lists,
    meters,
    output,
    registers,
    rows,
    solvents,
    targets,
    warned,
)
from demo.signals import PARK_OFFSET_H, hour_number, moment_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from demo.bar import Progress
    from demo.blueprint import Blueprint
    from demo.rows import Built

YEARS_DECLARED = 3


@dataclass(frozen=True, slots=True)
class Scale:
    """How large a park."""

    is_small: bool
    days: int


SCALES = {"full": Scale(is_small=False, days=365), "small": Scale(is_small=True, days=14)}


class ImportFailed(Broken):
    """A file that the demo itself wrote was not taken whole."""


def build(
    *,
    now: datetime,
    scale: str = "full",
    seed: int = firms.SEED,
    folder: Path | None = None,
    progress: Progress = lambda step, done: None,  # noqa: ARG005 - silent unless asked
) -> Built:
    """
    Build the park into the configured database.

    Parameters
    ----------
    now
        The moment at which history ends; aware.
    scale
        ``full``: 40 enterprises and a year; ``small``: six enterprises and fourteen days.
    seed
        The same seed gives the same park; only dates follow `now`.
    folder
        Where the imported files are written; the data folder's ``files`` if not given.
    progress
        Called with the step's name and its share done, 0 to 1.
    """
    size = SCALES[scale]
    plan = blueprint.draw(seed=seed, small=size.is_small)
    folder = folder or settings.COPARK_DATA / "files"
    folder.mkdir(parents=True, exist_ok=True)
    progress("park", 0.0)
    with transaction.atomic():
        built = rows.write(plan)
        targets.permits(built, year=_local(now).year)
    meters.hang(built, now=now)
    registry.publish_roster()
    progress("park", 1.0)
    _declare(built, now, folder, progress)
    carbon_sources.load(built, now=now, today=_local(now), folder=folder)
    solvents.enter(built, now=now)
    history.load(plan, now=now, days=size.days, folder=folder, progress=progress)
    progress("plans", 0.0)
    warned.judge(built, now=now)
    warned.fall_silent(built, now=now)
    targets.plans(now=now)
    factors.drafts(built, now=now)
    inventories.lead(built, year=_local(now).year - 1, now=now)
    lists.decide(built, now=now, folder=folder)
    registers.bring(user_id=built.users["park"], now=now)
    progress("plans", 1.0)
    return built


def _local(moment: datetime) -> datetime:
    return moment_of(hour_number(moment) + PARK_OFFSET_H)


def _declare(built: Built, now: datetime, folder: Path, progress: Progress) -> None:
    """Import what the enterprises declared: three years of releases, and activity up to now."""
    today = _local(now)
    steps = 2 * YEARS_DECLARED
    for back in range(YEARS_DECLARED):
        year = today.year - back
        months = 12 if back else today.month - 1
        if months:
            sheet = declared.activity(built.plan, year=year, months=months, back=back)
            _taken(energy.import_activity, sheet, built, now, folder)
        progress("declarations", (2 * back + 1) / steps)
        past = declared.releases(built.plan, year=year - 1, back=back + 1)
        _taken(pollution.import_releases, past, built, now, folder)
        for sheet, intake in (
            (output.products(built.plan, year=year - 1, back=back + 1), energy.OUTPUT),
            (output.values(built.plan, year=year - 1, back=back + 1), energy.TURNOVER),
        ):
            _taken(intake.bring, sheet, built, now, folder)
        progress("declarations", (2 * back + 2) / steps)


def _taken(
    service: Callable[..., Any], sheet: declared.Sheet, built: Built, now: datetime, folder: Path
) -> None:
    (folder / sheet.name).write_bytes(sheet.content)
    preview, taken = service(
        name=sheet.name, content=sheet.content, user_id=built.users["park"], now=now
    )
    if taken is None:
        message = f"{sheet.name} was not taken: {preview.faults[:3]}"
        raise ImportFailed("demo.import", message)


def plan_of(scale: str = "full", seed: int = firms.SEED) -> Blueprint:
    """Return the plan of a park that stands already."""
    return blueprint.draw(seed=seed, small=SCALES[scale].is_small)
