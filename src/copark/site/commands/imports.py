"""``copark import``: activity data and declared releases from files."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from copark.base.sheets import reading
from copark.base.sheets.sentences import place, refusal, sentence
from copark.kernel.errors import Refused
from copark.pollution.calc import register
from copark.site.commands import records, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from copark.base.sheets.preview import Preview, Taken
    from copark.kernel.faults import Fault

Result = TypeVar("Result")

app = typer.Typer(no_args_is_help=True)
SHOWN = 200  #: Objections printed; the rest is counted.


class Take(StrEnum):
    """Which rows of a file are taken when some are bad."""

    ALL = "all"
    GOOD = "good"


class Form(StrEnum):
    """How a result is printed."""

    TABLE = "table"
    JSON = "json"


File = Annotated[Path, typer.Argument(help="Excel workbook or CSV.", exists=True, dir_okay=False)]
Taking = Annotated[Take, typer.Option(help="With bad rows: take nothing, or the good rows.")]
Year = Annotated[int | None, typer.Option(help="Refuse rows of other years.")]
Language = Annotated[str, typer.Option(help="Language of messages: en or zh-hans.")]
Format = Annotated[Form, typer.Option("--format", help="How to print totals.")]


@app.callback()
def group() -> None: ...


@app.command()
def activity(
    file: File, take: Taking = Take.ALL, year: Year = None, language: Language = ""
) -> None:
    """Import activity data (energy bought, sold, made) from the template."""
    content = content_of(file)
    records.connect(language)
    from copark.energy import services  # noqa: PLC0415 - needs Django set up
    from copark.energy.services.imports import Bounds  # noqa: PLC0415 - needs Django set up

    preview, taken = _localised(
        lambda: services.import_activity(
            name=file.name,
            content=content,
            take=take.value,
            bounds=Bounds(year=year),
            user_id=None,
            now=datetime.now(UTC),
        )
    )
    _report(preview, taken)


@app.command()
def releases(
    file: File,
    facilities: Annotated[
        Path | None,
        typer.Option(
            help="Facility file of the register: enters its sites in the park's register."
        ),
    ] = None,
    check: Annotated[  # noqa: FBT002 - an option
        bool, typer.Option("--check", help="Print the totals of a register; no database.")
    ] = False,
    take: Taking = Take.ALL,
    year: Year = None,
    form: Format = Form.TABLE,
    language: Language = "",
) -> None:
    """Import declared releases from the template, or from a facility-release register."""
    content = content_of(file)
    if check:
        _check(content, form)
        return
    records.connect(language)
    from copark.pollution import services  # noqa: PLC0415 - needs Django set up
    from copark.pollution.services.imports import Bounds  # noqa: PLC0415 - needs Django set up

    if facilities:
        made = records.enter_sites(reading.decoded(content_of(facilities)))
        typer.echo(f"{made} site(s) entered in the register of the park")
    preview, taken = _localised(
        lambda: services.import_releases(
            name=file.name,
            content=content,
            take=take.value,
            bounds=Bounds(year=year),
            user_id=None,
            now=datetime.now(UTC),
        )
    )
    _report(preview, taken)


def content_of(file: Path) -> bytes:
    """Return a file's bytes, refusing by its size before reading it."""
    size = file.stat().st_size
    if size > reading.MAX_BYTES:
        raise reading.refused_size(size)
    return file.read_bytes()


def _localised(work: Callable[[], Result]) -> Result:
    try:
        return work()
    except Refused as refused:
        raise Refused(refused.code, refusal(refused), **refused.facts) from None


def _report(preview: Preview[Any], taken: Taken | None) -> None:
    _objections(preview.faults)
    rows = len(preview.good)
    if taken is None:
        typer.echo(
            f"{rows} good row(s), {preview.bad_rows} bad. Nothing was imported; correct the file"
            " or use --take good.",
            err=True,
        )
        sys.exit(1)
    typer.echo(f"{taken.taken} row(s) imported, {taken.refused} refused (upload {taken.upload_id})")


def _objections(faults: Sequence[Fault]) -> None:
    for fault in faults[:SHOWN]:
        typer.echo(f"{place(fault)}: {fault.column} {sentence(fault)}".replace("  ", " "), err=True)
    if len(faults) > SHOWN:
        typer.echo(f"… and {len(faults) - SHOWN} more", err=True)


def _check(content: bytes, form: Form) -> None:
    text = reading.decoded(content)
    if not register.is_register(text[:1000]):
        message = "--check reads a facility-release register; this file is none."
        raise Refused("import.register.none", message)
    read = register.read(text, tables.labels())
    _objections(read.faults)
    apart, joined = register.sums(read.releases), register.sums(read.releases, join_water=True)
    if form is Form.JSON:
        typer.echo(json.dumps(_as_json(read, apart, joined), ensure_ascii=False, indent=1))
    else:
        _print_sums(read, apart, joined)
    if read.faults:
        sys.exit(1)


def _as_json(
    read: register.Register, apart: Sequence[register.Sum], joined: Sequence[register.Sum]
) -> dict[str, Any]:
    return {
        "rows": len(read.entries),
        "refused": len(read.faults),
        "sites": len({row.site for row in read.entries}),
        "totals": [_sum_json(row) for row in apart],
        "totals_with_water_joined": [
            _sum_json(row) for row in joined if set(row.media) & {"WATER", "INDIRECT"}
        ],
        "counting": _counting(read),
    }


def _sum_json(row: register.Sum) -> dict[str, Any]:
    return {
        "year": row.year,
        "pollutant": row.pollutant,
        "media": list(row.media),
        "tonnes": f"{row.tonnes:f}",
        "sites": row.sites,
        "names": row.names,
    }


def _counting(read: register.Register) -> dict[str, int]:
    co2 = [row for row in read.releases if row.pollutant == "co2"]
    return {how: sum(1 for row in co2 if row.counting == how) for how in ("total", "parts")}


def _print_sums(
    read: register.Register, apart: Sequence[register.Sum], joined: Sequence[register.Sum]
) -> None:
    sites = len({row.site for row in read.entries})
    typer.echo(f"{len(read.entries)} rows of {sites} sites, {len(read.faults)} refused\n")
    _print_table(apart)
    both = [row for row in joined if {"WATER", "INDIRECT"} <= set(row.media)]
    if both:
        typer.echo("\nwater, direct and to a sewage works together:")
        _print_table(both)
    counting = _counting(read)
    typer.echo(
        f"\nco2: overlapping labels counted once; {counting['total']} site(s) by their total, "
        f"{counting['parts']} by non-biomass + biomass because no total was given.\n"
        "A site that is missing under a pollutant is below the reporting threshold, not zero."
    )


def _print_table(rows: Iterable[register.Sum]) -> None:
    typer.echo(
        f"{'year':<5} {'pollutant':<28} {'medium':<15} {'tonnes':>22} {'sites':>6} {'names':>6}"
    )
    for row in rows:
        media = "+".join(row.media)
        tonnes = f"{row.tonnes:,.3f}" if row.tonnes >= 1 or not row.tonnes else f"{row.tonnes:,f}"
        counts = f"{row.sites:>6} {row.names:>6}"
        typer.echo(f"{row.year:<5} {row.pollutant:<28} {media:<15} {tonnes:>22} {counts}")
