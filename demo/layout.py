"""The park's ground as a drawing: blocks, roads, water, plots and what stands on them.

Drawn in metres, x to the east and y to the north, on a straight grid; one gentle bend, one turn
and one shift then lay it on the earth. It is a schematic of nowhere, with no claim to a real coast.
"""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ORIGIN = (121.60, 28.72)  #: Longitude and latitude of the middle. [degree]
METRES_PER_DEGREE = 111_320.0  #: Along a meridian; a parallel's are shorter by the cosine.
TURN = math.radians(-9.0)
ROAD = 44.0  #: Between two blocks. [m]
CANAL = 46.0  #: Between rows 2 and 3, with a road on either bank. [m]
WIDTHS = {"A": 620.0, "B": 760.0, "C": 680.0, "D": 640.0, "E": 720.0, "F": 620.0}
HEIGHTS = {"4": 560.0, "3": 640.0, "2": 620.0, "1": 480.0}  #: From the river to the north.
Spot = tuple[float, float]
Feature = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle. [m]"""

    west: float
    south: float
    east: float
    north: float

    @property
    def width(self) -> float:
        return self.east - self.west

    @property
    def height(self) -> float:
        return self.north - self.south

    def at(self, across: float, up: float) -> Spot:
        """Return the place at these shares of width and height."""
        return self.west + across * self.width, self.south + up * self.height

    def within(self, margin: float) -> Box:
        return Box(self.west + margin, self.south + margin, self.east - margin, self.north - margin)

    def ring(self) -> list[Spot]:
        return [
            (self.west, self.south),
            (self.east, self.south),
            (self.east, self.north),
            (self.west, self.north),
        ]


@dataclass(slots=True)
class Drawing:
    """The map as it grows, and where each plot is."""

    features: list[Feature] = field(default_factory=list)
    plots: dict[str, Box] = field(default_factory=dict)

    def area(self, kind: str, ring: list[Spot], **properties: object) -> None:
        self._add(kind, polygon(ring), properties)

    def line(self, kind: str, spots: list[Spot], **properties: object) -> None:
        self._add(kind, {"type": "LineString", "coordinates": _bent(spots)}, properties)

    def disc(self, kind: str, centre: Spot, radius: float, **properties: object) -> None:
        turns = [math.tau * step / 14 for step in range(14)]
        ring = [(centre[0] + radius * math.cos(t), centre[1] + radius * math.sin(t)) for t in turns]
        self.area(kind, ring, **properties)

    def _add(self, kind: str, geometry: Feature, properties: Feature) -> None:
        self.features.append(
            {"type": "Feature", "properties": {"kind": kind} | properties, "geometry": geometry}
        )

    def collection(self) -> Feature:
        return {"type": "FeatureCollection", "features": self.features}


def columns() -> dict[str, tuple[float, float]]:
    return _spans(WIDTHS, gap=lambda _: ROAD)


def rows() -> dict[str, tuple[float, float]]:
    return _spans(HEIGHTS, gap=lambda name: ROAD * 2 + CANAL if name == "3" else ROAD)


def _spans(sizes: dict[str, float], gap: Callable[[str], float]) -> dict[str, tuple[float, float]]:
    spans, at = {}, 0.0
    for name, size in sizes.items():
        spans[name] = (at, at + size)
        at += size + gap(name)
    return spans


WIDTH = columns()["F"][1]
HEIGHT = rows()["1"][1]


def place(spot: Spot) -> Spot:
    """Lay a place of the drawing on the earth: longitude, latitude. [degree]"""
    x = spot[0] + 55 * math.sin(math.pi * spot[1] / HEIGHT)
    y = spot[1] + 70 * math.sin(1.15 * math.pi * spot[0] / WIDTH)
    x, y = x - WIDTH / 2, y - HEIGHT / 2
    x, y = (
        x * math.cos(TURN) - y * math.sin(TURN),
        x * math.sin(TURN) + y * math.cos(TURN),
    )
    per_parallel = METRES_PER_DEGREE * math.cos(math.radians(ORIGIN[1]))
    return round(ORIGIN[0] + x / per_parallel, 6), round(ORIGIN[1] + y / METRES_PER_DEGREE, 6)


def _bent(spots: list[Spot]) -> list[list[float]]:
    """Put places between far ones, so that long edges follow the bend."""
    path: list[Spot] = []
    for (x0, y0), (x1, y1) in itertools.pairwise(spots):
        steps = max(1, math.ceil(math.hypot(x1 - x0, y1 - y0) / 260))
        path += [(x0 + (x1 - x0) * s / steps, y0 + (y1 - y0) * s / steps) for s in range(steps)]
    return [list(place(spot)) for spot in [*path, spots[-1]]]


def polygon(ring: list[Spot]) -> Feature:
    """Return a ring of the drawing as a GeoJSON geometry."""
    return {"type": "Polygon", "coordinates": [_bent([*ring, ring[0]])]}


def plots_of(codes: list[str]) -> dict[str, Box]:
    """Divide each block into as many plots as the list names, by turns across and along."""
    across, up = columns(), rows()
    wanted: dict[str, int] = {}
    for code in codes:
        block, slot = code.split(".")
        wanted[block] = max(wanted.get(block, 0), int(slot))
    boxes = {}
    for number, (block, count) in enumerate(sorted(wanted.items())):
        (west, east), (south, north) = across[block[0]], up[block[1]]
        whole = Box(west, south, east, north)
        for slot in range(count):
            boxes[f"{block}.{slot + 1}"] = _share(whole, slot, count, number)
    return boxes


def _share(whole: Box, slot: int, count: int, number: int) -> Box:
    if count == 1:
        return whole
    cut = (0.5, 0.56, 0.46)[number % 3]
    low, high = (0.0, cut) if slot == 0 else (cut, 1.0)
    if whole.width >= whole.height or number % 4 == 0:
        return Box(whole.at(low, 0)[0], whole.south, whole.at(high, 0)[0], whole.north)
    return Box(whole.west, whole.at(0, low)[1], whole.east, whole.at(0, high)[1])


def draw(owners: dict[str, tuple[str, str, str, str]], seed: int) -> Drawing:
    """Draw the park; `owners` gives plot → (code, English name, Chinese name, kind)."""
    drawing = Drawing(plots=plots_of(list(owners)))
    _surroundings(drawing)
    _roads(drawing)
    for plot, (code, name_en, name_zh, kind) in owners.items():
        box = drawing.plots[plot]
        drawing.area(
            "plot",
            box.within(4).ring(),
            enterprise=code,
            use=kind,
            name_en=name_en,
            name_zh=name_zh,
        )
        _works(drawing, box, kind, code, random.Random(f"{seed}-{code}"))
    spare = Box(columns()["A"][0], rows()["1"][0], columns()["A"][1], rows()["1"][1])
    drawing.area(
        "plot", spare.within(4).ring(), use="reserve", name_en="Reserved land", name_zh="预留用地"
    )
    return drawing


def _surroundings(drawing: Drawing) -> None:
    canal = rows()["3"][1] + ROAD, rows()["2"][0] - ROAD
    shore = [
        (WIDTH + 300 + 60 * math.sin(y / 330), y) for y in range(-900, int(HEIGHT) + 1600, 180)
    ]
    drawing.area(
        "water",
        [*shore, (WIDTH + 2300, HEIGHT + 1600), (WIDTH + 2300, -900)],
        name_en="Lanwan Bay",
        name_zh="澜湾",
    )
    north = [(x, -205 + 38 * math.sin(x / 410)) for x in range(-1500, int(WIDTH) + 420, 240)]
    south = [(x, y - 150 - 40 * math.sin(x / 900)) for x, y in reversed(north)]
    drawing.area("water", north + south, name_en="Lan River", name_zh="澜江")
    drawing.area(
        "boundary",
        _cornered(Box(-230, -120, WIDTH + 190, HEIGHT + 190), 130),
        name_en="Park boundary",
        name_zh="园区边界",
    )
    green = {"name_en": "Green belt", "name_zh": "防护绿地"}
    drawing.area("green", Box(-215, -110, -ROAD - 10, HEIGHT + 50).ring(), **green)
    drawing.area("green", Box(-ROAD, -110, WIDTH + 180, -ROAD - 10).ring(), **green)
    drawing.area("green", Box(WIDTH + ROAD + 10, -ROAD, WIDTH + 180, HEIGHT + 50).ring(), **green)
    drawing.area("green", Box(-ROAD, HEIGHT + ROAD + 12, WIDTH + 50, HEIGHT + 180).ring(), **green)
    drawing.area(
        "water",
        Box(-215, canal[0], WIDTH + 330, canal[1]).ring(),
        name_en="Middle Canal",
        name_zh="中心河",
    )
    drawing.line("fence", [*fence_line(), fence_line()[0]], name_en="Fence", name_zh="园区围栏")


def fence_line() -> list[Spot]:
    return _cornered(Box(-196, -92, WIDTH + 160, HEIGHT + 160), 115)


def _cornered(box: Box, cut: float) -> list[Spot]:
    """A rectangle with both northern corners cut off."""
    return [
        (box.west, box.south),
        (box.east, box.south),
        (box.east, box.north - cut),
        (box.east - cut, box.north),
        (box.west + cut, box.north),
        (box.west, box.north - cut),
    ]


def _roads(drawing: Drawing) -> None:
    half = ROAD / 2
    streets = [
        ("1st Street", "经一路"),
        ("2nd Street", "经二路"),
        ("3rd Street", "经三路"),
        ("4th Street", "经四路"),
        ("5th Street", "经五路"),
        ("6th Street", "经六路"),
        ("Sea Wall Road", "海堤路"),
    ]
    across = [columns()["A"][0] - half, *(span[1] + half for span in columns().values())]
    for number, (x, (name_en, name_zh)) in enumerate(zip(across, streets, strict=True)):
        drawing.line(
            "road",
            [(x, -half), (x, HEIGHT + half)],
            name_en=name_en,
            name_zh=name_zh,
            width_m=28 if number in {0, 3, 6} else 18,
        )
    up = [
        (-half, "River Road", "沿江路"),
        (rows()["4"][1] + half, "Tide Avenue", "潮汐大道"),
        (rows()["3"][1] + half, "South Canal Road", "中河南路"),
        (rows()["2"][0] - half, "North Canal Road", "中河北路"),
        (rows()["2"][1] + half, "Curlew Avenue", "杓鹬大道"),
        (HEIGHT + half, "North Road", "北环路"),
    ]
    for number, (y, name_en, name_zh) in enumerate(up):
        reach = -620 if number in {1, 4} else -half
        drawing.line(
            "road",
            [(reach, y), (WIDTH + half, y)],
            name_en=name_en,
            name_zh=name_zh,
            width_m=28 if number in {1, 4} else 18,
        )
    jetty = rows()["1"][0] + 260
    drawing.line(
        "road",
        [(WIDTH + half, jetty), (WIDTH + 900, jetty)],
        name_en="Jetty",
        name_zh="码头引桥",
        width_m=14,
    )
    for y, name_en, name_zh in (
        (up[1][0], "South Gate", "南卡口"),
        (up[4][0], "Main Gate", "主卡口"),
    ):
        gate = Box(-250, y + 18, -205, y + 46)
        drawing.area("building", gate.ring(), name_en=name_en, name_zh=name_zh, use="gate")


def _works(drawing: Drawing, box: Box, kind: str, code: str, rng: random.Random) -> None:
    inner = box.within(26)
    if kind == "tankfarm":
        _tanks(drawing, inner, code, (5, 3), 34)
    elif kind == "sewage":
        _tanks(drawing, Box(*inner.at(0, 0), *inner.at(0.62, 1)), code, (2, 5), 42)
        _halls(drawing, Box(*inner.at(0.66, 0), *inner.at(1, 1)), code, 3, rng)
    elif kind == "gas":
        _tanks(drawing, Box(*inner.at(0, 0), *inner.at(1, 0.4)), code, (6, 2), 15)
        _halls(drawing, Box(*inner.at(0, 0.5), *inner.at(1, 1)), code, 3, rng)
    else:
        share = rng.choice((0.7, 0.76, 1.0))
        _halls(drawing, Box(*inner.at(0, 0), *inner.at(share, 1)), code, rng.randint(3, 5), rng)
        if share < 1:
            spare = Box(*inner.at(share + 0.04, 0.08), *inner.at(1, 0.6))
            _tanks(drawing, spare, code, (2, rng.randint(2, 4)), 10)


def _halls(drawing: Drawing, box: Box, code: str, count: int, rng: random.Random) -> None:
    along = box.width >= box.height
    for number in range(count):
        low, high = number / count + 0.03, (number + 1) / count - 0.03
        start, end = rng.uniform(0.0, 0.16), rng.uniform(0.78, 1.0)
        corners = (
            (*box.at(low, start), *box.at(high, end))
            if along
            else (*box.at(start, low), *box.at(end, high))
        )
        drawing.area("building", Box(*corners).ring(), enterprise=code)


def _tanks(drawing: Drawing, box: Box, code: str, grid: tuple[int, int], radius: float) -> None:
    for column in range(grid[0]):
        for row in range(grid[1]):
            centre = box.at((column + 0.5) / grid[0], (row + 0.5) / grid[1])
            room = min(box.width / grid[0], box.height / grid[1]) * 0.42
            drawing.disc("tank", centre, min(radius, room), enterprise=code)
