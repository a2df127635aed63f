"""Draw a chart as SVG: lying bars, standing columns or lines. One look for print and Word."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from copark.reporting.calc.report_text import shown, unit_shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from copark.reporting.calc.report import Chart, Series

#: Told apart without colour too: by lightness, and by the order of the legend.
COLOURS = ("#1f5f8b", "#e08a2c", "#4f9d69", "#8a4f9d", "#b5524a", "#5c6b73", "#c2a83e", "#3aa6a0")
INK, RULE = "#333333", "#d0d5da"
FONT = "Noto Sans SC"
SIZE = 11
WIDE, TALL = 640, 250
ROW = 22
LEFT, RIGHT, TOP, BOTTOM = 70, 16, 30, 30
NAMES = 210  #: Room for the names of lying bars.
LONGEST = 30  #: Half-width characters of a name.
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
TICKS = 5
FULL_WIDTH = 0x2E7F


@dataclass(frozen=True, slots=True)
class Scale:
    """From zero to the first round number above every point."""

    top: Decimal
    step: Decimal

    def share(self, value: Decimal) -> float:
        """Return how far up the scale a value lies, from 0 to 1."""
        return float(value / self.top)

    @property
    def ticks(self) -> list[Decimal]:
        """Return where the scale is marked."""
        return [self.step * at for at in range(int(self.top / self.step) + 1)]


def scale_of(series: Sequence[Series]) -> Scale:
    """
    Return a scale that ends at a round number.

    Examples
    --------
    >>> from copark.reporting.calc.report import Series
    >>> scale_of([Series("a", (Decimal(37), None))])
    Scale(top=Decimal('40'), step=Decimal('10'))
    """
    largest = max((point for row in series for point in row.points if point), default=Decimal(1))
    largest = max(largest, Decimal("1E-9"))
    rough = largest / TICKS
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(one * power for one in STEPS if one * power >= rough)
    count = (largest / step).to_integral_value(ROUND_CEILING)
    return Scale(count * step, step)


def svg(chart: Chart) -> str:
    """
    Return the chart as an SVG document.

    A negative point is drawn at zero; its number stands in the table. A missing one leaves a gap.

    Examples
    --------
    >>> from copark.reporting.calc.report import Chart, Series
    >>> chart = Chart("Fuel", "bars", "t", ("Gas",), (Series("2025", (Decimal(3),)),))
    >>> svg(chart).startswith("<svg") and "Gas" in svg(chart)
    True
    """
    parts = list(DRAWN[chart.kind](chart))
    height = _height(chart)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{height}"'
        f' viewBox="0 0 {WIDE} {height}" font-family="{FONT}" font-size="{SIZE}">'
        f"{''.join(parts)}</svg>"
    )


def _height(chart: Chart) -> int:
    if chart.kind == "bars":
        return TOP + ROW * len(chart.categories) * len(chart.series) + BOTTOM
    return TALL


def _bars(chart: Chart) -> Iterator[str]:
    scale = scale_of(chart.series)
    left, width = NAMES, WIDE - NAMES - RIGHT - 60
    bottom = _height(chart) - BOTTOM
    yield from _legend(chart)
    for tick in scale.ticks:
        x = left + width * scale.share(tick)
        yield _line(x, TOP, x, bottom)
        yield _text(x, bottom + 16, shown(tick), "middle")
    group = ROW * len(chart.series)
    for at, name in enumerate(chart.categories):
        top = TOP + group * at
        yield _text(left - 8, top + group / 2 + 4, _short(name), "end")
        for order, row in enumerate(chart.series):
            point = row.points[at]
            y = top + ROW * order
            length = width * scale.share(max(point or Decimal(0), Decimal(0)))
            yield _box(left, y + 4, length, ROW - 8, order)
            yield _text(left + length + 5, y + 15, shown(point), "start")


def _columns(chart: Chart) -> Iterator[str]:
    scale, slot = scale_of(chart.series), _slot(chart)
    yield from _frame(chart, scale)
    thick = slot * 0.7 / len(chart.series)
    for at in range(len(chart.categories)):
        for order, row in enumerate(chart.series):
            point = row.points[at]
            if point is None:
                continue
            tall = _tall() * scale.share(max(point, Decimal(0)))
            x = LEFT + slot * (at + 0.15) + thick * order
            yield _box(x, TALL - BOTTOM - tall, thick, tall, order)


def _lines(chart: Chart) -> Iterator[str]:
    scale, slot = scale_of(chart.series), _slot(chart)
    yield from _frame(chart, scale)
    for order, row in enumerate(chart.series):
        spots = [
            (LEFT + slot * (at + 0.5), TALL - BOTTOM - _tall() * scale.share(point))
            for at, point in enumerate(row.points)
            if point is not None
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
        colour = _colour(order)
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        for x, y in spots:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'


DRAWN: dict[str, Callable[[Chart], Iterator[str]]] = {
    "bars": _bars,
    "columns": _columns,
    "lines": _lines,
}


def _frame(chart: Chart, scale: Scale) -> Iterator[str]:
    yield from _legend(chart)
    for tick in scale.ticks:
        y = TALL - BOTTOM - _tall() * scale.share(tick)
        yield _line(LEFT, y, WIDE - RIGHT, y)
        yield _text(LEFT - 6, y + 4, shown(tick), "end")
    slot = _slot(chart)
    for at, name in enumerate(chart.categories):
        yield _text(LEFT + slot * (at + 0.5), TALL - BOTTOM + 16, _short(name), "middle")


def _legend(chart: Chart) -> Iterator[str]:
    x = 0.0
    yield _text(x, 14, unit_shown(chart.unit), "start")
    if len(chart.series) == 1:
        return
    x = 80.0
    for order, row in enumerate(chart.series):
        yield _box(x, 5, 10, 10, order)
        yield _text(x + 14, 14, row.name, "start")
        x += 30 + _width(row.name) * SIZE * 0.56


def _tall() -> int:
    return TALL - TOP - BOTTOM


def _slot(chart: Chart) -> float:
    return (WIDE - LEFT - RIGHT) / max(len(chart.categories), 1)


def _colour(order: int) -> str:
    return COLOURS[order % len(COLOURS)]


def _box(x: float, y: float, wide: float, tall: float, order: int) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}"'
        f' fill="{_colour(order)}"/>'
    )


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{RULE}"/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor={quoteattr(anchor)}'
    return f'<text {place} fill="{INK}">{escape(text)}</text>'


def _width(text: str) -> int:
    """Return the width in half-width characters."""
    return sum(2 if ord(character) > FULL_WIDTH else 1 for character in text)


def _short(name: str) -> str:
    if _width(name) <= LONGEST:
        return name
    kept = name
    while _width(kept) > LONGEST - 1:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"
