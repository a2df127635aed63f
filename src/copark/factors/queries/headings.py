"""What the columns of the tables are called on a page; in files they keep their own names."""

from __future__ import annotations

from functools import cache
from importlib import resources

from django.utils.translation import get_language

from copark.kernel.tables import rows


@cache
def _titles() -> dict[str, dict[str, str]]:
    text = resources.files("copark.factors.calc").joinpath("headings.csv").read_text("utf-8")
    return {row["column"]: row for row in rows(text)}


def heading(column: str) -> str:
    """Return the title of a column in the reader's language."""
    row = _titles().get(column)
    if row is None:
        return column
    return row["title_zh" if (get_language() or "").startswith("zh") else "title_en"]
