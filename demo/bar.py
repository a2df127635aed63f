"""A bar of the build's progress, with the time left; plain lines where there is no terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

from rich import progress as rich
from rich.console import Console

if TYPE_CHECKING:
    from types import TracebackType

#: Steps in order, how much of the whole each is, and their names.
STEPS = {
    "park": (2.0, "park and map 园区与地图"),
    "declarations": (8.0, "declared data 申报数据"),
    "history": (86.0, "a year of readings 一年监测数据"),
    "plans": (4.0, "warnings and plans 预警与计划"),
}


class Progress(Protocol):
    """Told how far the build is."""

    def __call__(self, step: str, done: float) -> None:
        """Take the name of the step, and its share done."""


class Bar:
    """Takes ``progress(step, done)`` calls and shows one bar for the whole."""

    def __init__(self) -> None:
        self._console = Console()
        self._bar = rich.Progress(
            rich.TextColumn("{task.description:<34}"),
            rich.BarColumn(bar_width=36),
            rich.TextColumn("{task.percentage:>3.0f}%"),
            rich.TimeElapsedColumn(),
            rich.TextColumn("left"),
            rich.TimeRemainingColumn(elapsed_when_finished=False),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("", total=sum(weight for weight, _ in STEPS.values()))
        self._step = ""

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def __call__(self, step: str, done: float) -> None:
        weight, name = STEPS[step]
        before = 0.0
        for each, (share, _) in STEPS.items():
            if each == step:
                break
            before += share
        self._bar.update(self._task, completed=before + weight * done, description=name)
        if step != self._step:
            self._step = step
            if not self._console.is_terminal:
                print(f"  {name} ...", flush=True)
