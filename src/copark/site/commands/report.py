"""``copark report``: write a report into a file, without a server."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import Annotated

import typer

from copark.kernel.errors import Refused
from copark.site.commands import records


class Form(StrEnum):
    """How a report is written."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"


def report(
    kind: Annotated[str, typer.Argument(help="park, enterprise, ghg or pollutants.")],
    year: Annotated[int, typer.Option(help="The year to report on.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    enterprise: Annotated[str, typer.Option(help="Code of the enterprise it is about.")] = "",
    form: Annotated[Form, typer.Option("--format", help="How to write it.")] = Form.PDF,
    language: Annotated[str, typer.Option(help="en or zh-hans; else the caller's.")] = "",
) -> None:
    """Write the annual report of the park or of an enterprise, with the making of each figure."""
    records.connect(language)
    from copark.registry import queries as registry  # noqa: PLC0415 - needs Django set up
    from copark.reporting.queries import report_files, reports  # noqa: PLC0415 - see above

    chosen = "zh" if (language or records.spoken()).startswith("zh") else "en"
    codes = {row.code: row.id for row in registry.enterprises()} if enterprise else {}
    if enterprise and enterprise not in codes:
        message = f"There is no enterprise “{enterprise}”."
        raise Refused("cli.enterprise", message, value=enterprise)
    wanted = report_files.Wanted(kind, year, codes.get(enterprise), chosen, form.value)
    try:
        content = report_files.file_of(wanted, datetime.now(UTC))
    except Refused as refused:
        raise Refused(refused.code, reports.refusal(refused), **refused.facts) from None
    out.write_bytes(content)
    typer.echo(f"{out}: {len(content):,} B")
