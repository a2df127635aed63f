"""``copark factors``: list, show and check the factor tables that travel with the program."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from copark.base.sheets import reading
from copark.factors.calc import catalogue, checking, comparing
from copark.kernel.errors import Refused
from copark.site.commands import records, tables
from copark.site.commands.account_speech import Speech
from copark.site.factor_readers import READERS

if TYPE_CHECKING:
    from copark.factors.calc.catalogue import Table

app = typer.Typer(no_args_is_help=True)

TABLES = catalogue.catalogue(
    tables.text("factors", "tables.csv"), tables.text("factors", "columns.csv")
)
CONFIDENCES = {"seen", "memory"}
Language = Annotated[str, typer.Option(help="en or zh-hans.")]


@app.callback()
def group() -> None:
    """List, show and check the factors; no database."""


@app.command(name="list")
def list_tables(language: Language = "") -> None:
    """List the tables: rows, sets, and how many rows are still to be verified."""
    speech = _speech(language)
    for name, table in TABLES.items():
        rows = tables.rows(table.package, table.file)
        doubtful = sum(row["confidence"] == "memory" for row in rows)
        sets = sorted({row[table.set_column] for row in rows}) if table.set_column else []
        said = speech.say("{rows} rows, {doubtful} to be verified")
        counted = said.format(rows=len(rows), doubtful=doubtful)
        typer.echo(f"{name:<12} {counted}  {' '.join(sets)}".rstrip())


@app.command()
def show(
    table: Annotated[str, typer.Argument(help="A table of `factors list`.")],
    search: Annotated[str, typer.Argument(help="Only rows that hold this text.")] = "",
    language: Language = "",
) -> None:
    """Show the rows of a table with unit, source and confidence."""
    speech = _speech(language)
    found = _table(table, speech)
    shown = 0
    for row in tables.rows(found.package, found.file):
        if search.lower() not in " ".join(row.values()).lower():
            continue
        shown += 1
        typer.echo(" ".join(part for part in found.key_of(row) if part))
        for column, value in row.items():
            if column not in found.keys and value:
                typer.echo(f"    {column:<26} {value}")
    if not shown:
        text = "No row of {table} holds “{search}”."
        message = speech.say(text).format(table=table, search=search)
        raise Refused("factors.row.none", message, search=search)


@app.command()
def check(
    file: Annotated[
        Path | None,
        typer.Option(help="A table of your own, CSV or .xlsx.", exists=True, dir_okay=False),
    ] = None,
    table: Annotated[str, typer.Option(help="Which table the file is to be.")] = "",
    factor_set: Annotated[
        str, typer.Option("--set", help="The one set that the file may speak of.")
    ] = "",
    language: Language = "",
) -> None:
    """Check the shipped tables, or a file of your own against one of them; exit code 2 if not."""
    speech = _speech(language)
    if file is not None:
        _check_file(file, _table(table, speech), factor_set, speech)
        return
    problems = [problem for one in TABLES.values() for problem in _problems(one, speech)]
    problems += [problem for package in READERS for problem in _unread(package, "", "", speech)]
    _tell(problems, speech.say("Every table closes, names its sources, and repeats no row."))


def _check_file(file: Path, table: Table, factor_set: str, speech: Speech) -> None:
    present = tables.text(table.package, table.file)
    checked = checking.check(reading.read(file.read_bytes()), table, present, factor_set)
    text = checking.merged(checked.rows, table, present, factor_set)
    problems = [f"{file.name}:{speech.fault(fault)}" for fault in checked.faults] or _unread(
        table.package, table.file, text, speech
    )
    said = speech.say("The file can be taken: {rows} rows, {changes} differ from the shipped ones.")
    changes = [] if problems else comparing.compared(present, text, table)
    _tell(problems, said.format(rows=len(checked.rows), changes=len(changes)))


def _tell(problems: list[str], otherwise: str) -> None:
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        sys.exit(2)
    typer.echo(otherwise)


def _problems(table: Table, speech: Speech) -> list[str]:
    found = []
    rows = tables.rows(table.package, table.file)
    for key, count in Counter(table.key_of(row) for row in rows).items():
        if count > 1:
            said = speech.say("stands {count} times").format(count=count)
            found.append(f"{table.file}: {' '.join(key)} {said}")
    for line, row in enumerate(rows, start=2):
        if not row["source"] or row["confidence"] not in CONFIDENCES:
            said = speech.say("has no source or no confidence")
            found.append(f"{table.file}:{line}: {said}")
    return found


def _unread(package: str, file: str, text: str, speech: Speech) -> list[str]:
    """Return what the reader of a package objects to, with one of its tables replaced."""

    def text_of(name: str) -> str:
        return text if name == file else tables.text(package, name)

    try:
        READERS[package](text_of)
    except Refused as refused:
        return [f"{speech.refusal(refused)} [{refused.code}]"]
    return []


def _table(name: str, speech: Speech) -> Table:
    if name not in TABLES:
        known = ", ".join(TABLES)
        text = "There is no table “{table}”; the tables are {known}."
        message = speech.say(text).format(table=name, known=known)
        raise Refused("factors.table.unknown", message, table=name)
    return TABLES[name]


def _speech(language: str) -> Speech:
    return Speech(chinese=(language or records.spoken()).startswith("zh"), names={})
