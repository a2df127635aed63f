"""The folder of a demo: whether it is whole, half-built, or somebody else's."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path

MARKER = "demo.json"
BUILDING, READY = "BUILDING", "READY"
OURS = ("records.sqlite3", "inbox", "archive")


class NotADemo(Refused):
    """The folder belongs to a Copark that people may work with."""


@dataclass(frozen=True, slots=True)
class Marker:
    """What the folder holds; written before the build and after it."""

    state: str
    scale: str
    seed: int
    built_at: str

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.built_at)


@dataclass(frozen=True, slots=True)
class House:
    """The data folder of a demo."""

    folder: Path

    def marker(self) -> Marker | None:
        path = self.folder / MARKER
        try:
            return Marker(**json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def mark(self, marker: Marker) -> None:
        """Write the marker aside and rename it, so that it is whole or not there."""
        self.folder.mkdir(parents=True, exist_ok=True)
        aside = self.folder / f"{MARKER}.tmp"
        aside.write_text(json.dumps(asdict(marker)), "utf-8")
        aside.replace(self.folder / MARKER)

    def is_ready(self) -> bool:
        found = self.marker()
        return found is not None and found.state == READY

    def clear(self) -> None:
        """Throw a half-built park away; refuse to touch a Copark that is not a demo."""
        if self.marker() is None and any((self.folder / name).exists() for name in OURS):
            message = (
                f"{self.folder} holds a Copark that is not a demo. Choose another folder for the "
                "demo with COPARK_DATA."
            )
            raise NotADemo("demo.folder", message, folder=str(self.folder))
        for path in self.folder.glob("*"):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
