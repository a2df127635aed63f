"""Say what is data (sources, notes) in the language of the report, where we have the words."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from copark.kernel import tables
from copark.reporting.queries.report_parts import is_chinese

#: Notes that calculations make by themselves, with what they name.
MADE = (
    (
        re.compile(r"(?P<grid>.+); no factor of (?P<year>\d+) is published here"),
        "{grid}；未收录 {year} 年因子",
    ),
)


@cache
def chinese_texts() -> dict[str, str]:
    """Return the Chinese of the sources and notes of our tables, by their text there."""
    folder = resources.files("copark.reporting.calc")
    rows = tables.rows(folder.joinpath("report_texts.csv").read_text("utf-8"))
    return {row["text"]: row["text_zh"] for row in rows}


def spoken(text: str) -> str:
    """Return a source or a note in the reader's language; a citation stays as it is."""
    if not is_chinese():
        return text
    for pattern, chinese in MADE:
        if found := pattern.fullmatch(text):
            return chinese.format(**found.groupdict())
    return chinese_texts().get(text, text)
