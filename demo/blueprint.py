"""The whole park on paper: enterprises, outlets and map, before anything is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from demo import firms as firm_list
from demo import layout
from demo.outlets import outlets

if TYPE_CHECKING:
    from demo.drafts import OutletPlan
    from demo.firms import Firm


@dataclass(frozen=True, slots=True)
class Blueprint:
    """A park to build."""

    seed: int
    firms: tuple[Firm, ...]
    outlets: tuple[OutletPlan, ...]
    drawing: layout.Drawing


def draw(*, seed: int = firm_list.SEED, small: bool = False) -> Blueprint:
    """Draw the park up; the same for the same seed. A small one has six enterprises."""
    chosen = firm_list.firms(seed=seed, small=small)
    everybody = firm_list.firms(seed=seed)
    owners = {firm.plot: (firm.code, firm.name_en, firm.name_zh, firm.kind) for firm in everybody}
    drawing = layout.draw(owners, seed)
    fence = fence_posts()
    planned = [
        outlet
        for firm in chosen
        for outlet in outlets(firm, drawing.plots[firm.plot], fence, seed=seed)
    ]
    return Blueprint(seed, tuple(chosen), tuple(planned), drawing)


def fence_posts() -> list[layout.Spot]:
    """Return five places on the fence: north, east, south-east, south and west."""
    box = layout.Box(-196, -92, layout.WIDTH + 160, layout.HEIGHT + 160)
    return [box.at(0.5, 1), box.at(1, 0.62), box.at(1, 0.08), box.at(0.38, 0), box.at(0, 0.45)]
