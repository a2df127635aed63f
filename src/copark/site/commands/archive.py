"""``copark archive``: look after the archive of readings."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from copark.kernel.errors import Refused
from copark.site.commands import records

app = typer.Typer(no_args_is_help=True)
SHOWN = 400  #: Days that `status` lists.

Repair = Annotated[bool, typer.Option("--repair", help="Rebuild what is corrupt from raw frames.")]
Moment = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"])]


@app.callback()
def group() -> None: ...


@app.command()
def status(days: Annotated[int, typer.Option(min=1, help="How many days to list.")] = 30) -> None:
    """List the days of the archive: segments, rows, size, and what waits to be sealed."""
    records.connect()
    from copark.monitoring import queries  # noqa: PLC0415 - needs Django set up

    found = queries.archive_days(min(days, SHOWN))
    table = Table("day", "segments", "rows", "kB", "unsealed rows", "corrupt")
    for one in found:
        cells = (one.segments, one.rows, one.size // 1000, one.unsealed_rows, one.corrupt)
        table.add_row(one.day.isoformat(), *(f"{cell:,}" for cell in cells))
    Console().print(table)
    corrupt = sum(one.corrupt for one in found)
    if corrupt:
        typer.echo(
            f"{corrupt} segments are corrupt; `copark archive verify --repair` rebuilds them."
        )
        raise typer.Exit(1)


@app.command()
def seal(
    raw: Annotated[  # noqa: FBT002 - an option
        bool, typer.Option(help="Archive raw frames too, and trim the inboxes.")
    ] = False,
) -> None:
    """Seal every reading that is not sealed yet."""
    records.connect()
    from copark.monitoring.services import sealing  # noqa: PLC0415 - needs Django set up

    now = datetime.now(UTC)
    count = sealing.seal_all(now=now)
    frames = sealing.archive_inboxes(now=now, at_once=True) if raw else 0
    typer.echo(f"{count} segments of readings and {frames} of raw frames sealed.")


@app.command()
def compact() -> None:
    """Make the small segments of past days one each."""
    records.connect()
    from copark.monitoring.services import compacting  # noqa: PLC0415 - needs Django set up

    typer.echo(f"{compacting.compact_due(now=datetime.now(UTC))} segments replaced by larger ones.")


@app.command()
def verify(repair: Repair = False) -> None:  # noqa: FBT002 - an option
    """Check every segment against its check sum; name, set aside and (--repair) rebuild."""
    records.connect()
    from copark.monitoring.services import repairing  # noqa: PLC0415 - needs Django set up

    found = repairing.verify(now=datetime.now(UTC), repair=repair)
    for one in found:
        aside = f", set aside as {one.set_aside}" if one.set_aside else ""
        rebuilt = f", rebuilt as {one.rebuilt}" if one.rebuilt else ""
        typer.echo(f"{one.name}: {one.fault}{aside}{rebuilt}")
    if not found:
        typer.echo("Every segment is as it was written.")
    raise typer.Exit(int(any(not one.rebuilt for one in found)))


@app.command()
def reroll(
    start: Moment,
    end: Moment,
    mn: Annotated[str, typer.Option(help="Only this station.")] = "",
    factor: Annotated[str, typer.Option(help="Only this factor.")] = "",
) -> None:
    """Work out anew the hours and days of a period, START up to and without END, from readings."""
    records.connect()
    from copark.monitoring.queries.calendar import park_zone  # noqa: PLC0415 - needs Django set up
    from copark.monitoring.services import rerolling, rolling  # noqa: PLC0415 - needs Django set up

    zone, now = park_zone(), datetime.now(UTC)
    begin, stop = (moment.replace(tzinfo=zone) for moment in (start, end))
    done = rerolling.reroll_hours(start=begin, end=stop, now=now, mn=mn, factor=factor)
    while rolling.roll_days(now=now):
        pass
    typer.echo(
        f"{done.hours:,} hours of {done.points} points worked out; {done.changed:,} changed."
    )


@app.command()
def export(
    start: Moment,
    end: Moment,
    file: Annotated[Path, typer.Argument(help="File to write: .parquet or .csv.", dir_okay=False)],
    mn: Annotated[str, typer.Option(help="Only this station.")] = "",
    factor: Annotated[str, typer.Option(help="Only this factor.")] = "",
) -> None:
    """Write the readings of a period, START up to and without END in the park's zone, to FILE."""
    records.connect()
    from copark.monitoring.queries.calendar import park_zone  # noqa: PLC0415 - needs Django set up
    from copark.monitoring.services import exporting  # noqa: PLC0415 - needs Django set up

    if not file.absolute().parent.is_dir():
        message = f"The folder of {file} does not exist."
        raise Refused("archive.export.folder", message, file=str(file))
    zone = park_zone()
    begin, stop = (moment.replace(tzinfo=zone) for moment in (start, end))
    rows = exporting.export_readings(file, start=begin, end=stop, mn=mn, factor=factor)
    typer.echo(f"{rows:,} readings written to {file}.")
