"""``copark lists``: draw the three lists from the records, or from files alone."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from copark.base.sheets import writing
from copark.kernel.errors import Refused
from copark.site.commands import list_files, records, tables
from copark.synergy.calc import table
from copark.synergy.calc.candidates import near
from copark.synergy.calc.lists import draw
from copark.synergy.calc.meeting import Park

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copark.synergy.calc.candidates import Candidate
    from copark.synergy.calc.rulesets import RuleSet
    from copark.synergy.contracts import ListRow, Lists

CHINA = "000000"
HUNDRED = Decimal(100)


class Form(StrEnum):
    """How the lists are written."""

    TABLE = "table"
    JSON = "json"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be drawn: from files, or from the records where none is named."""

    year: int | None
    rules: str
    area: str
    releases: Path | None
    energy: Path | None

    @property
    def has_files(self) -> bool:
        return bool(self.releases or self.energy)


def lists(  # noqa: PLR0913, PLR0917 - one for each option of the command
    year: Annotated[int | None, typer.Option(help="Newest year whose figures count.")] = None,
    rules: Annotated[
        str, typer.Option(help="Rule set: national, zhejiang, catalogue, or one's own.")
    ] = "default",
    area: Annotated[
        str, typer.Option(help="Administrative code that picks the default rule set.")
    ] = "",
    form: Annotated[Form, typer.Option("--format", help="How to write the lists.")] = Form.TABLE,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write into a file.")
    ] = None,
    releases: Annotated[
        Path | None, typer.Option(help="Releases: register or template; no database.")
    ] = None,
    energy: Annotated[
        Path | None, typer.Option(help="Activity data: template; no database.")
    ] = None,
    candidates: Annotated[  # noqa: FBT002 - a switch of the command line
        bool, typer.Option("--candidates", help="Units near a threshold instead of the lists.")
    ] = False,
    margin: Annotated[
        float, typer.Option(min=0.1, max=100, help="How near, in % of the threshold.")
    ] = 10.0,
    assumed: Annotated[
        float | None,
        typer.Option(min=0, max=100, help="Uncertainty of figures that state none, in %."),
    ] = None,
    language: Annotated[str, typer.Option(help="en or zh-hans.")] = "",
) -> None:
    """Draw the lists of key carbon emitters, pollutant dischargers and energy users."""
    chinese = (language or records.spoken()).startswith("zh")
    asked = Asked(year, rules, area, releases, energy)
    if not asked.has_files:
        records.connect(language)
    if candidates:
        unsure = None if assumed is None else _share(assumed)
        _write_candidates(_near(asked, _share(margin), unsure), form, output, chinese=chinese)
    else:
        _write(_drawn(asked), form, output, chinese=chinese)


def _share(percent: float) -> Decimal:
    return Decimal(str(percent)) / HUNDRED


def _drawn(asked: Asked) -> Lists:
    if asked.has_files:
        rule_set = tables.rule_set(asked.rules, asked.area or CHINA)
        units, newest = list_files.units_of(asked.releases, asked.energy, area=asked.area or CHINA)
        return draw(units, rule_set, asked.year or newest)
    from copark.synergy import queries  # noqa: PLC0415 - needs Django set up

    return queries.lists_of(asked.year or _newest(), asked.rules, asked.area)


def _near(asked: Asked, margin: Decimal, assumed: Decimal | None) -> Sequence[Candidate]:
    if asked.has_files:
        rule_set: RuleSet = tables.rule_set(asked.rules, asked.area or CHINA)
        units, newest = list_files.units_of(asked.releases, asked.energy, area=asked.area or CHINA)
        return near(Park(units), rule_set, asked.year or newest, margin, assumed)
    from copark.synergy import queries  # noqa: PLC0415 - needs Django set up

    rule_set = queries.named(asked.rules, asked.area or queries.area_code())
    return queries.candidates_of(asked.year or _newest(), rule_set, margin, assumed)


def _newest() -> int:
    from copark.synergy import queries  # noqa: PLC0415 - needs Django set up

    return next(iter(queries.years()), datetime.now(UTC).year)


def _write(drawn: Lists, form: Form, output: Path | None, *, chinese: bool) -> None:
    if form is Form.XLSX:
        title = "三张清单" if chinese else "Three lists"
        _save_book(output, title, table.rows(drawn, chinese=chinese))
    elif form is Form.JSON:
        _say(_json(table.document(drawn)), output)
    else:
        _say(_as_text(drawn, chinese=chinese), output)


def _write_candidates(
    found: Sequence[Candidate], form: Form, output: Path | None, *, chinese: bool
) -> None:
    if form is Form.XLSX:
        title = "临近限值" if chinese else "Near a threshold"
        _save_book(output, title, table.candidate_rows(found, chinese=chinese))
    elif form is Form.JSON:
        _say(_json([table.candidate(one) for one in found]), output)
    else:
        _say(_candidates_as_text(found, chinese=chinese), output)


def _save_book(output: Path | None, title: str, rows: list[list[object]]) -> None:
    if output is None:
        raise Refused("cli.output", "An Excel workbook needs a file: add -o lists.xlsx.")
    output.write_bytes(writing.workbook({title: rows}))


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _say(text: str, output: Path | None) -> None:
    if output is None:
        typer.echo(text, nl=False)
    else:
        output.write_text(text, "utf-8")


def _candidates_as_text(found: Sequence[Candidate], *, chinese: bool) -> str:
    lines = [f"{len(found)} near a threshold"]
    for one in found:
        amount = one.amount
        shown = one.unit.name_zh if chinese else one.unit.name_en
        medium = f"/{amount.medium}" if amount.medium else ""
        trend = "" if one.trend is None else f" {one.trend:+.1%} against the year before"
        sure = "" if one.probability is None else f" reaches it: {one.probability:.0%}"
        lines.append(
            f"  {one.distance:+7.1%} {one.unit.code:<12} {shown[:30]:<30} {one.rule.rule:<20} "
            f"{amount.subject}{medium} {amount.year} {amount.figure.value:,.3f} / "
            f"{one.threshold:,.3f} {amount.figure.unit}{trend}{sure}"
        )
    return "\n".join(lines) + "\n"


def _as_text(drawn: Lists, *, chinese: bool) -> str:
    heads: dict[str, list[ListRow]] = defaultdict(list)
    for row in drawn.rows:
        heads[row.list].append(row)
    units = len({row.enterprise_code for row in drawn.rows})
    lines = [
        f"{drawn.year} {drawn.rules} {drawn.version}: {len(drawn.rows)} entries, {units} units"
    ]
    for name, rows in heads.items():
        lines += ["", name]
        for row in rows:
            share = f" {row.share:7.2%} {row.cumulative_share:7.2%}" if row.share else ""
            threshold = f" >= {row.threshold:,.3f}" if row.threshold is not None else ""
            shown = row.name_zh if chinese else row.name_en
            lines.append(
                f"  {row.enterprise_code:<12} {shown[:34]:<34} {row.rule:<20} "
                f"{row.subject}{'/' + row.medium if row.medium else ''} {row.year} "
                f"{row.value:,.3f} {row.unit}{threshold}{share}"
            )
    return "\n".join([*lines, *(f"note: {note}" for note in drawn.notes)]) + "\n"
