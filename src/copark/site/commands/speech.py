"""The reader's language for commands that run without a server and without Django."""

from __future__ import annotations

import gettext
from pathlib import Path
from typing import TYPE_CHECKING

from copark.site.commands import records

if TYPE_CHECKING:
    from collections.abc import Callable

LOCALE = Path(__file__).resolve().parents[1] / "locale"
CHINESE = "zh_Hans"


def gettext_noop(text: str) -> str:
    """Mark a text for translation; Django's own asks for settings, which a bare command has not."""
    return text


def is_chinese(language: str) -> bool:
    """Say whether to speak Chinese: as asked, else as the environment speaks."""
    return (language or records.spoken()).lower().startswith("zh")


def spoken(*, chinese: bool) -> Callable[[str], str]:
    """Return what puts a text into the reader's language; English where none was compiled."""
    if not chinese:
        return gettext_noop
    return gettext.translation("django", LOCALE, [CHINESE], fallback=True).gettext
