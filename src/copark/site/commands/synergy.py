"""``copark synergy``: effects of measures on pollutants and carbon, from a file alone."""

from __future__ import annotations

import json
import sys
import unicodedata
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from copark.kernel.errors import Refused
from copark.pollution.calc.tables import by_any_name
from copark.site.commands import plain, speech, tables
from copark.site.commands.speech import gettext_noop
from copark.synergy.calc import equivalent, measure_file, measure_report, measures

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from copark.kernel.faults import Fault
    from copark.synergy.calc.measures import Effect, MeasureEffects, Report

    Say = Callable[[str], str]

VERDICTS = {
    "POLLUTANT_MORE": gettext_noop("pollutant reduced more"),
    "EQUAL": gettext_noop("reduced alike"),
    "CARBON_MORE": gettext_noop("carbon reduced more"),
    "BOTH_RISE": gettext_noop("both rise"),
    "TRADE_OFF": gettext_noop("trade-off"),
    "NO_EFFECT": gettext_noop("no effect"),
    "NO_BASELINE": gettext_noop("no baseline"),
}
HEADINGS = (
    gettext_noop("Substance"),
    gettext_noop("Baseline"),
    gettext_noop("Reduction"),
    gettext_noop("Share"),
    gettext_noop("Elasticity"),
    gettext_noop("Verdict"),
    gettext_noop("Quadrant"),
    gettext_noop("CNY per t"),
)
WEIGHTS = gettext_noop("weights")
PRICE = gettext_noop("carbon price")
TOGETHER = gettext_noop("All measures together")
BY_COST = gettext_noop("By the cost of an equivalent")
EQUIVALENT = gettext_noop("equivalent")
COST = gettext_noop("annual cost")
UNIT_COST = gettext_noop("CNY per equivalent")
UNWEIGHTED = gettext_noop("without a weight")
UNWRITABLE = gettext_noop("{file} cannot be written.")
NOTHING = gettext_noop("Nothing was calculated: {count} objection(s).")
WIDTHS = (36, 20, 20, 9, 11, 24, 9, 16)
WORDS = (0, 5, 6)  #: Columns that stand at the left.
FAULTS = {
    "file.large": gettext_noop("The file is longer than the {limit} bytes that are read."),
    "file.unreadable": gettext_noop("{file} cannot be read."),
    "file.encoding": gettext_noop("{file} is not text in UTF-8."),
    "file.damaged": gettext_noop(
        "The file cannot be read at line {line}, column {column}: {problem}."
    ),
    "import.number.negative": gettext_noop("{value} is negative; zero or more is needed here"),
    "import.pollutant.unknown": gettext_noop("the pollutant “{value}” is not known"),
    "import.unit.unknown": gettext_noop("the unit “{value}” is not known"),
    "import.unit.unfit": gettext_noop("the unit “{value}” does not fit; use one of {allowed}"),
    "synergy.amount.bad": gettext_noop("“{value}” is not an amount; write it as 3 t"),
    "synergy.amount.large": gettext_noop("{value} is more than any park moves"),
    "synergy.baseline.missing": gettext_noop("the baseline does not name {subject}"),
    "synergy.carbon.missing": gettext_noop(
        "co2 is missing; say what becomes of carbon, even if it is 0 tCO2e"
    ),
    "synergy.date.bad": gettext_noop("“{value}” is not a date; write 2026-01-31"),
    "synergy.file.field": gettext_noop("there is no field “{value}”; there are {allowed}"),
    "synergy.file.list": gettext_noop("a list of measures is needed here"),
    "synergy.file.long": gettext_noop("{value} measures are too many; at most {limit} are read"),
    "synergy.file.table": gettext_noop("“{value}” stands here; names with values are needed"),
    "synergy.file.text": gettext_noop("a text is needed here"),
    "synergy.measure.twice": gettext_noop("the measure “{value}” is there already"),
    "synergy.price.unfit": gettext_noop("a price of carbon does not fit the weights {value}"),
    "synergy.reduction.over": gettext_noop("{value} t are more than the {baseline} t there were"),
    "synergy.subject.twice": gettext_noop("{subject} is given twice"),
    "synergy.unit.missing": gettext_noop("{value} has no unit; write it as 3 t"),
    "synergy.weights.unknown": gettext_noop("there are no weights “{value}”; there are {allowed}"),
}


class Form(StrEnum):
    """How the effects are written."""

    TABLE = "table"
    JSON = "json"


def synergy(
    file: Annotated[Path, typer.Argument(help="Baseline and measures, in YAML or JSON.")],
    form: Annotated[Form, typer.Option("--format", help="How to write them.")] = Form.TABLE,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write into a file.")
    ] = None,
    language: Annotated[str, typer.Option(help="en or zh-hans.")] = "",
) -> None:
    """Show what measures do to pollutants and to carbon, and what a reduction costs."""
    chinese = speech.is_chinese(language)
    say = speech.spoken(chinese=chinese)
    report = _report(file, say)
    if form is Form.JSON:
        document = measure_report.document(report)
        text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    else:
        text = "\n".join(_lines(report, say, _names(chinese=chinese))) + "\n"
    if output is None:
        typer.echo(text, nl=False)
    else:
        _write(output, text, say)


def _write(output: Path, text: str, say: Say) -> None:
    try:
        output.write_text(text, "utf-8")
    except OSError:
        message = say(UNWRITABLE).format(file=output)
        raise Refused("cli.output", message, file=str(output)) from None


def _report(file: Path, say: Say) -> Report:
    weights = tables.text("synergy", "weights.csv")
    known = measure_file.Known(
        by_any_name(tables.pollutants()),
        lambda day: equivalent.weight_sets(weights, day),
        datetime.now(UTC).date(),
    )
    try:
        case, faults = measure_file.case_of(plain.read(file), known)
        if case:
            return measures.effects_of(case)
    except Refused as refused:
        faults = (measure_file.as_fault(refused),)
    for fault in faults:
        sys.stderr.write(f"{file}: {_objection(fault, say)}\n")
    message = say(NOTHING).format(count=len(faults))
    raise Refused("synergy.file.bad", message, count=len(faults))


def _objection(fault: Fault, say: Say) -> str:
    text = say(FAULTS.get(fault.code, "{message}")).format_map(
        {"value": fault.value, "message": fault.code, **fault.facts}
    )
    return f"{fault.cell}: {text} [{fault.code}]" if fault.cell else f"{text} [{fault.code}]"


def _names(*, chinese: bool) -> dict[str, str]:
    known = tables.pollutants().values()
    return {row.code: row.name_zh if chinese else row.name_en for row in known}


def _lines(report: Report, say: Say, names: dict[str, str]) -> list[str]:
    case = report.case
    lines = [f"{case.name}  {say(WEIGHTS)} {case.weights.name}".strip()]
    if case.carbon_price is not None:
        lines[0] += f"  {say(PRICE)} {case.carbon_price:f} CNY/t"
    for row in report.measures:
        lines += ["", row.name, *_measure(row, say, names)]
    lines += ["", say(TOGETHER)]
    lines += _measure(report.together, say, names)
    if report.curve:
        lines += ["", say(BY_COST)]
        for step in report.curve:
            lines.append(f"  {_padded(step.measure, 36)} {step.unit_cost:>16,.4f}")
    return lines


def _measure(row: MeasureEffects, say: Say, names: dict[str, str]) -> list[str]:
    lines = [_line([say(heading) for heading in HEADINGS])]
    lines += [_line(_cells(effect, say, names)) for effect in row.effects]
    found = row.equivalent
    total = f"  {say(EQUIVALENT)} {found.total:,.2f} {found.unit}"
    if row.annual_cost is not None:
        total += f"  {say(COST)} {row.annual_cost:,.2f} CNY"
    if row.cost_per_equivalent is not None:
        total += f"  {say(UNIT_COST)} {row.cost_per_equivalent:,.4f}"
    lines.append(total)
    if found.unweighted:
        left = ", ".join(names.get(subject, subject) for subject in found.unweighted)
        lines.append(f"  {say(UNWEIGHTED)}: {left}")
    return lines


def _cells(effect: Effect, say: Say, names: dict[str, str]) -> list[str]:
    change, point, ratio = effect.change, effect.coordinates, effect.elasticity
    unit = measure_report.unit_of(change.subject)
    return [
        names.get(change.subject, change.subject),
        f"{change.baseline:,.3f} {unit}",
        f"{change.reduction:,.3f} {unit}",
        _shown(change.rate, ".2%"),
        _shown(ratio.value if ratio else None, ".4f"),
        say(VERDICTS[ratio.verdict]) if ratio else "",
        point.quadrant if point else "",
        _shown(effect.unit_cost, ",.2f"),
    ]


def _shown(value: Decimal | None, form: str) -> str:
    return "–" if value is None else format(value, form)


def _line(cells: list[str]) -> str:
    shown = [
        _padded(cell, width) if place in WORDS else _padded(cell, -width)
        for place, (cell, width) in enumerate(zip(cells, WIDTHS, strict=True))
    ]
    return ("  " + " ".join(shown)).rstrip()


def _padded(text: str, width: int) -> str:
    """Fill a text up to a width on the screen, where a Chinese character takes two places."""
    taken = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
    space = " " * max(abs(width) - taken, 0)
    return text + space if width > 0 else space + text
