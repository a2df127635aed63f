"""``copark account``: one enterprise and year, without a server and without a database."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copark.carbon.calc import account as carbon
from copark.carbon.calc import factors, gwp
from copark.carbon.calc.blocks import blocks
from copark.carbon.calc.document import About, document_of
from copark.kernel.certainty import certainty
from copark.kernel.entries import Block, Entry, Field, understood
from copark.kernel.errors import Refused
from copark.kernel.faults import Fault
from copark.kernel.sheets import Cell, Choice
from copark.site.commands import documents, energy_of, records, tables
from copark.site.commands.account_speech import Speech
from copark.site.commands.imports import content_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copark.carbon.calc.account import Account
    from copark.carbon.calc.book import Book
    from copark.carbon.calc.document import Document
    from copark.kernel.certainty import Certainty
    from copark.kernel.figure import Figure, Ingredient
    from copark.site.commands.energy_of import Energy

COUNTRY = "CN"
WIDTH = 58
MONTH = 2  #: Digits of a period that is a month; a year has four.
DEEPEST = 9
MEMORY = "memory"
EXACT = re.compile(r'"\\u0000(-?[0-9]+(?:\.[0-9]+)?)"')


class Form(StrEnum):
    """How an account is printed."""

    TABLE = "table"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A document and what it amounts to."""

    document: Document
    carbon: Account
    energy: Energy


def account(
    file: Annotated[
        Path, typer.Argument(help="YAML, JSON, Excel or CSV.", exists=True, dir_okay=False)
    ],
    method: Annotated[
        str, typer.Option(help="NDRC2013_CHEM or GBT32151_2023PLUS_C1; else the document's.")
    ] = "",
    year: Annotated[int | None, typer.Option(help="The year; else the document's.")] = None,
    region: Annotated[
        str, typer.Option(help="Grid (CN-ZJ) or administrative code; else the document's.")
    ] = "",
    form: Annotated[Form, typer.Option("--format", help="How to print it.")] = Form.TABLE,
    explain: Annotated[  # noqa: FBT002 - an option
        bool, typer.Option("--explain", help="Print the making of every line.")
    ] = False,
    language: Annotated[str, typer.Option(help="en or zh-hans.")] = "",
) -> None:
    """Account for the energy and greenhouse gases of one enterprise and year."""
    speech = Speech(
        chinese=(language or records.spoken()).startswith("zh"), names=tables.item_names()
    )
    try:
        found, faults = reckon(file, Asked(method, year, region))
    except Refused as refused:
        raise Refused(refused.code, speech.refusal(refused), **refused.facts) from None
    if found is None:
        for fault in faults:
            typer.echo(speech.fault(fault), err=True)
        typer.echo(speech.say("Nothing was counted; correct the document."), err=True)
        sys.exit(2)
    if form is Form.JSON:
        typer.echo(_as_json(found, speech))
    else:
        typer.echo("\n".join(_as_text(found, speech, explain=explain)))


# From the file to the figures


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options say; empty where the document decides."""

    method: str = ""
    year: int | None = None
    region: str = ""


def reckon(file: Path, asked: Asked) -> tuple[Reckoned | None, tuple[Fault, ...]]:
    """
    Return what a file amounts to, or every objection to it: never a part of it.

    Raises
    ------
    Refused
        If the file cannot be read, or its rows contradict each other.
    """
    given = documents.read(file, content_of(file))
    book = tables.carbon_book()
    about, faults = about_of(given.about, asked, book)
    if about is None:
        return None, faults
    known = blocks(book, factor_set=about.method, utilities=energy_of.utilities())
    taken, faults = understood(given.rows, known, about.year)
    if faults:
        return None, faults
    document = document_of(about, taken)
    return (
        Reckoned(document, carbon.account(document, book), energy_of.energy_of(document, book)),
        (),
    )


def about_of(given: Entry, asked: Asked, book: Book) -> tuple[About | None, tuple[Fault, ...]]:
    """Return whose year it is and by which rules; options go before the document."""
    cells = dict(given.cells)
    if asked.method:
        cells["method"] = Cell("--method", asked.method)
    if asked.region:
        cells["region"] = Cell("--region", asked.region)
    if asked.year is not None:
        cells.setdefault("year", Cell("--year", str(asked.year)))
    entry = Entry(documents.ABOUT, given.number, documents.ABOUT, cells)
    taken, faults = understood([entry], {documents.ABOUT: _about_block(book)}, 0)
    if faults:
        return None, faults
    said = dict(taken[0].values)
    year = int(str(said["year"]))
    if asked.year not in {None, year}:
        fault = _fault(entry, "year", "import.year.outside", year=str(asked.year))
        return None, (fault,)
    return _about(said, entry, book)


def _about(
    said: dict[str, Any], entry: Entry, book: Book
) -> tuple[About | None, tuple[Fault, ...]]:
    place = str(said["region"] or COUNTRY)
    region = _region(place, said["year"], book)
    if region is None:
        return None, (_fault(entry, "region", "account.region.unknown"),)
    default = tables.method("" if place.startswith(COUNTRY) else place, said["year"])
    about = About(
        enterprise=str(said["enterprise"]),
        year=said["year"],
        method=said["method"] or default.factor_set,
        region=region,
        grid_basis=said["grid_basis"] or default.grid_basis,
        gwp_set=said["gwp"] or "",
        output_value=said["output_value"],
        added_value=said["added_value"],
        electricity_loss=said["electricity_calorific_loss"],
        electricity_loss_source=str(said["electricity_calorific_loss_source"] or ""),
    )
    return about, ()


def _region(place: str, year: int, book: Book) -> str | None:
    """Return the grid of a region: by its code, its Chinese name, or an administrative code."""
    for row in book.grids:
        if place in {row.area, row.name_zh}:
            return row.area
    if place.isdigit():
        return factors.methods(
            tables.text("carbon", "methods.csv"), area=place, year=year
        ).grid_area
    return None


def _fault(entry: Entry, key: str, code: str, **facts: str) -> Fault:
    cell = entry.cells.get(key, Cell(f"about.{key}", ""))
    return Fault(entry.number, cell.address, key, cell.text, code, facts)


def _about_block(book: Book) -> Block:
    methods = tuple(Choice(row.key, row.name_en, row.name_zh) for row in book.methods.values())
    bases = tuple(Choice(basis, basis, basis) for basis in {row.basis for row in book.grids})
    reports = tuple(Choice(report, report, report) for report in gwp.SETS)
    fields = (
        Field("enterprise", "text", required=True),
        Field("year", "year", required=True),
        Field("method", "choice", choices=methods),
        Field("region", "text"),
        Field("grid_basis", "choice", choices=bases),
        Field("gwp", "choice", choices=reports),
        Field("output_value", "amount"),
        Field("added_value", "number"),
        Field("electricity_calorific_loss", "amount"),
        Field("electricity_calorific_loss_source", "text"),
    )
    return Block(documents.ABOUT, "About", "基本信息", fields)


# Print


def _as_text(found: Reckoned, speech: Speech, *, explain: bool) -> Iterator[str]:
    about, method = found.document.about, found.carbon.method
    named = method.name_zh if speech.chinese else method.name_en
    reports = speech.say("warming potentials of {gwp}").format(gwp=found.carbon.gwp_set)
    yield f"{about.enterprise} {about.year} · {named} · {about.region} · {reports}"
    yield ""
    for figure, is_summary in figures(found):
        deepest = 1 if is_summary else DEEPEST
        yield from _figure(figure, speech, 0, explain=explain and not is_summary, deepest=deepest)
        yield ""
    yield from _notes(found, speech)


def figures(found: Reckoned) -> Iterator[tuple[Figure, bool]]:
    """Yield each figure, and whether it only sums up what another one opens."""
    yield found.carbon.total, False
    if found.carbon.beyond.parts:
        yield found.carbon.beyond, False
    yield found.carbon.scope_1, True
    yield found.carbon.scope_2_location, True
    yield found.carbon.scope_2_market, False
    yield found.energy.used.equivalent, False
    if found.energy.used.calorific_loss is not None:
        yield found.energy.used.calorific_loss, False
    for figure in found.energy.intensities:
        yield figure, False


def _figure(
    figure: Figure, speech: Speech, depth: int, *, explain: bool, deepest: int
) -> Iterator[str]:
    indent = "  " * depth
    name = f"{indent}{speech.name(figure.name)}"
    if figure.period.isdigit() and len(figure.period) == MONTH:
        name = f"{name} [{figure.period}]"
    gap = max(WIDTH - _wide(name), 1)
    yield f"{name}{' ' * gap}{figure.value:>16,.3f} {figure.unit}"
    if explain:
        yield f"{indent}    = {speech.name(figure.method)}"
        sure = certainty(figure)
        if sure is not None:
            yield f"{indent}    {_sure(sure, speech)}"
        for ingredient in figure.ingredients:
            yield f"{indent}    · {_ingredient(ingredient, speech)}"
    for part in figure.parts if depth < deepest else ():
        yield from _figure(part, speech, depth + 1, explain=explain, deepest=deepest)


def _ingredient(ingredient: Ingredient, speech: Speech) -> str:
    said = f"{speech.name(ingredient.name)} {_digits(ingredient.value)} {ingredient.unit}"
    if ingredient.uncertainty is not None:
        said += f" ± {_percent(ingredient.uncertainty)}"
    source = ingredient.source
    if source is not None and source.text:
        said += f" [{speech.say(source.text)}"
        said += f"; {speech.say('to be verified')}]" if source.confidence == MEMORY else "]"
    return f"{said} {ingredient.note}".rstrip()


def _sure(sure: Certainty, speech: Speech) -> str:
    """Say how sure a figure is, and how much of it says so."""
    told = speech.say("stated for {amounts} of the amounts and {factors} of the factors").format(
        amounts=_percent(sure.amounts), factors=_percent(sure.factors)
    )
    brackets = "（{}）" if speech.chinese else " ({})"
    return f"± {_percent(sure.relative)}" + brackets.format(told)


def _percent(share: Decimal) -> str:
    return f"{share * 100:.1f} %"


def _wide(text: str) -> int:
    """Return the columns a text takes on a screen: a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)  # noqa: PLR2004


def _exact(value: Decimal | None) -> str | None:
    """Return a number as `_as_json` writes it, with every digit."""
    return None if value is None else f"\0{_digits(value)}"


def _digits(value: Decimal) -> str:
    return format(value, "f")


def _notes(found: Reckoned, speech: Speech) -> Iterator[str]:
    green = sum(
        (row.amount for row in found.document.electricity if row.supply == "green"), Decimal(0)
    )
    if green:
        text = "Contracted green power: {amount} MWh. By location it counts as any other."
        yield speech.say(text).format(amount=_digits(green))
    if found.energy.used.lacking:
        yield speech.say(
            "There is no calorific-loss value: enter the dated official coefficient of electricity"
            " as electricity_calorific_loss."
        )
    for sentence, of in found.energy.notes:
        yield speech.say(sentence).format(of=speech.say(of))


def _as_json(found: Reckoned, speech: Speech) -> str:
    about, energy = found.document.about, found.energy
    loss = energy.used.calorific_loss
    document = {
        "enterprise": about.enterprise,
        "year": about.year,
        "method": about.method,
        "region": about.region,
        "grid_basis": about.grid_basis,
        "gwp": found.carbon.gwp_set,
        "carbon": {
            "total": _node(found.carbon.total),
            "beyond": _node(found.carbon.beyond),
            "scope_1": _node(found.carbon.scope_1),
            "scope_2_location": _node(found.carbon.scope_2_location),
            "scope_2_market": _node(found.carbon.scope_2_market),
        },
        "energy": {
            "equivalent": _node(energy.used.equivalent),
            "calorific_loss": None if loss is None else _node(loss),
            "intensities": [_node(figure) for figure in energy.intensities],
        },
        "notes": list(_notes(found, speech)),
    }
    return EXACT.sub(r"\1", json.dumps(document, ensure_ascii=False, indent=1))


def _node(figure: Figure) -> dict[str, Any]:
    """Return a figure and everything under it; numbers keep every digit."""
    sure = certainty(figure)
    return {
        "name": figure.name,
        "value": f"\0{_digits(figure.value)}",
        "unit": figure.unit,
        "method": figure.method,
        "period": figure.period,
        "ingredients": [
            {
                "name": item.name,
                "value": f"\0{_digits(item.value)}",
                "unit": item.unit,
                "source": item.source.text if item.source else "",
                "confidence": item.source.confidence if item.source else "",
                "note": item.note,
                "uncertainty": _exact(item.uncertainty),
            }
            for item in figure.ingredients
        ],
        "certainty": sure
        and {
            "relative": _exact(sure.relative),
            "amounts": _exact(sure.amounts),
            "factors": _exact(sure.factors),
        },
        "parts": [_node(part) for part in figure.parts],
    }
