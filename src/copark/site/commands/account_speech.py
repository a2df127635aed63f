"""Say an account in the caller's language: names, sentences, objections; without Django."""

from __future__ import annotations

import gettext
from importlib import resources
from typing import TYPE_CHECKING

from copark.base.sheets.sentences import FAULTS, FILES
from copark.carbon.calc import sayings as words
from copark.site.commands import sayings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from copark.kernel.errors import Refused
    from copark.kernel.faults import Fault

CHINESE = "zh_Hans"
PACKAGES = ("site", "base", "factors", "carbon", "energy")


class Speech:
    """
    Says sentences and names in one language.

    Parameters
    ----------
    chinese
        Whether to speak Chinese; English otherwise.
    names
        Chinese name of each item, by its English one.
    """

    def __init__(self, *, chinese: bool, names: Mapping[str, str]) -> None:
        self.chinese = chinese
        self.names = names
        self._catalogues = _catalogues() if chinese else []

    def say(self, text: str) -> str:
        """Return a sentence of the program in the language; one without translation as it is."""
        for translated in self._catalogues:
            found = translated(text)
            if found != text:
                return found
        return text

    def name(self, text: str) -> str:
        """Return a name made of an item, a plant or a device, each part in the language."""
        return words.said(text, self.names, self.say) if self.chinese else text

    def fault(self, fault: Fault) -> str:
        """Return an objection with its place: where, which field, what and why."""
        text = sayings.FAULTS.get(fault.code) or FAULTS.get(fault.code, fault.code)
        reason = self.say(text).format_map({"value": fault.value, **fault.facts})
        return f"{fault.cell or fault.row}: {fault.column} {reason}"

    def refusal(self, refused: Refused) -> str:
        """Return the sentence of a refusal; English carries the numbers of its own."""
        text = sayings.REFUSALS.get(refused.code) or FILES.get(refused.code)
        if not self.chinese or text is None:
            return refused.message
        facts = {"reason": "", **refused.facts}
        place = f"{facts['place']}：" if "place" in facts else ""
        return place + self.say(text).format_map(facts)


def _catalogues() -> list[Callable[[str], str]]:
    found: list[Callable[[str], str]] = []
    for package in PACKAGES:
        folder = str(resources.files(f"copark.{package}").joinpath("locale"))
        catalogue = gettext.translation("django", folder, [CHINESE], fallback=True)
        found.append(catalogue.gettext)
    return found
