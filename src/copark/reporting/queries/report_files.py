"""Write a report as a file: typeset as PDF, as a Word document, or as a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copark.base.recent import recent
from copark.carbon import queries as carbon
from copark.energy import queries as energy
from copark.kernel.errors import Refused
from copark.pollution import queries as pollution
from copark.registry import queries as registry
from copark.reporting.calc import report_docx, report_typst, report_xlsx
from copark.reporting.calc.report import Chart
from copark.reporting.calc.report_chart import svg
from copark.reporting.queries import reports

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from copark.reporting.calc.report import Report, Section

FOLDER = Path(__file__).parents[1] / "typst"
SHARP = 200  #: Dots per inch of a chart in a Word document.
OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of file."""

    key: str
    name: str
    media_type: str
    write: Callable[[Report, datetime], bytes]


@cache
def fonts() -> list[str]:
    """Return where the typesetter finds its fonts: those that come with us, and no others."""
    from pylopdf_fonts_zh_cn import sans_path  # noqa: PLC0415 - only files of reports need it

    return [str(sans_path().parent)]


def _pdf(report: Report, now: datetime) -> bytes:
    import typst  # noqa: PLC0415 - 40 MB of typesetter; only files of reports need it

    return typst.compile(
        str(FOLDER / "report.typ"),
        root=str(FOLDER),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"report": report_typst.document(report)},
        timestamp=now.replace(microsecond=0),
    )


def _docx(report: Report, _now: datetime) -> bytes:
    return report_docx.write(report, pictures(report))


def _xlsx(report: Report, _now: datetime) -> bytes:
    return report_xlsx.write(report)


def pictures(report: Report) -> list[bytes]:
    """Return the charts of a report as PNG, drawn by the typesetter with our fonts."""
    import typst  # noqa: PLC0415 - see _pdf()

    drawn = [svg(chart) for chart in _charts(report.sections)]
    if not drawn:
        return []
    made: Any = typst.compile(  # a picture, or a list of them
        str(FOLDER / "chart.typ"),
        root=str(FOLDER),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"charts": report_typst.listed(drawn)},
        format="png",
        ppi=SHARP,
    )
    return made if isinstance(made, list) else [made]


def _charts(sections: Sequence[Section]) -> Iterator[Chart]:
    for section in sections:
        yield from (block for block in section.blocks if isinstance(block, Chart))
        yield from _charts(section.sections)


FORMS = {
    form.key: form
    for form in (
        Form("pdf", "PDF", "application/pdf", _pdf),
        Form("docx", "Word", f"{OFFICE}.wordprocessingml.document", _docx),
        Form("xlsx", "Excel", f"{OFFICE}.spreadsheetml.sheet", _xlsx),
    )
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report, about whom, in which language and as which kind of file."""

    kind: str
    year: int
    enterprise_id: int | None
    language: str
    form: str = "pdf"

    @property
    def file_name(self) -> str:
        about = "park" if self.enterprise_id is None else f"enterprise-{self.enterprise_id}"
        return f"{self.kind}-{about}-{self.year}-{self.language}.{self.form}"


def file_of(wanted: Wanted, now: datetime) -> bytes:
    """
    Return a report as a file.

    The same report asked for again within a minute is not made again, unless somebody recorded
    something meanwhile.

    Raises
    ------
    Refused
        ``reporting.form.unknown``, and what `reports.report_of` refuses.
    """
    form = FORMS.get(wanted.form)
    if form is None:
        known = ", ".join(FORMS)
        message = f"There is no format “{wanted.form}”; known are {known}."
        raise Refused("reporting.form.unknown", message, value=wanted.form, allowed=known)
    key = ("report", wanted, *stamps(wanted))
    return recent(key, lambda: form.write(report(wanted, now), now))


def stamps(wanted: Wanted) -> tuple[object, ...]:
    """Return what changes whenever somebody records what a report rests on."""
    year = wanted.year
    written = (energy.stamp(), pollution.stamp(), carbon.stamp(year))
    registered = (registry.park(), registry.enterprises(), registry.permits(year))
    return (*written, *registered, registry.plans(year))


def report(wanted: Wanted, now: datetime) -> Report:
    """Return a report before it is written; refuse what `reports.report_of` refuses."""
    return reports.report_of(
        kind=wanted.kind,
        year=wanted.year,
        enterprise_id=wanted.enterprise_id,
        language=wanted.language,
        now=now,
    )
