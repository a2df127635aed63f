"""The facts that rules ask for: which there are, and which follow from the registry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copark.registry.contracts import EnterpriseRef

KEY = "KEY"
#: GB/T 4754-2017: 25 coking and petroleum, 26 chemicals, 27 pharmaceuticals.
CHEMICAL_SECTORS = ("25", "26", "27")
#: Sectors of the soil article as remembered: 07 oil and gas extraction, 09 non-ferrous ores,
#: 191 tanning, 25 and 26 as above, 32 non-ferrous smelting, 336 surface treatment of metals.
SOIL_SECTORS = ("07", "09", "191", "25", "26", "32", "336")
MINING_SECTORS = ("07", "09")
FLAGS = (
    "discharges_class1",
    "is_wastewater_works",
    "is_ets_sector",
    "is_designated_energy_user",
)
REGISTRY = "registry"
ENTERED = "entered"
DRAWN = "drawn"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a rule may ask of a unit: whether it holds, or how much there is of it."""

    name: str
    origin: str  #: From the `registry`, `entered` by the park, or `drawn` with the lists.
    name_en: str
    name_zh: str
    unit: str = ""  #: Of an amount; empty for what holds or does not.

    @property
    def is_amount(self) -> bool:
        """Say whether it is an amount."""
        return bool(self.unit)


FACTS = {
    fact.name: fact
    for fact in (
        Fact("discharges_class1", REGISTRY, "Discharges class-1 pollutants", "排放第一类污染物"),
        Fact("is_wastewater_works", REGISTRY, "Industrial sewage works", "工业污水集中处理设施"),
        Fact(
            "is_ets_sector",
            REGISTRY,
            "In a sector of the national carbon market",
            "属于全国碳市场纳入行业",
        ),
        Fact(
            "is_designated_energy_user",
            REGISTRY,
            "Designated key energy user",
            "指定的重点用能单位",
        ),
        Fact("permit_class_key", REGISTRY, "Key management under the permit", "排污许可重点管理"),
        Fact(
            "sector_chemical_and_permit_key",
            REGISTRY,
            "Chemical or pharmaceutical, key management",
            "化工、医药行业且排污许可重点管理",
        ),
        Fact(
            "chemical_above_scale",
            REGISTRY,
            "Sector of the soil article, above designated size",
            "土壤条所列行业规模以上企业",
        ),
        Fact(
            "nonferrous_mining_or_oil_extraction_above_scale",
            REGISTRY,
            "Non-ferrous mining or oil extraction, above designated size",
            "规模以上有色金属矿采选、石油开采",
        ),
        Fact("on_water_or_air_list", DRAWN, "On the water or the air list", "列入水或大气名录"),
        Fact(
            "high_risk_plot_and_toxics",
            ENTERED,
            "Uses toxic substances on a high-risk plot",
            "高风险地块且使用有毒有害物质",
        ),
        Fact(
            "in_gw_key_zone_with_outfall",
            ENTERED,
            "Outfall in a key zone of groundwater protection",
            "位于地下水污染防治重点排污区域且设排污口",
        ),
        Fact(
            "operates_landfill_or_tailings",
            ENTERED,
            "Operates a tailings pond or a landfill",
            "运营尾矿库或填埋场",
        ),
        Fact(
            "has_hazardous_waste_facility",
            ENTERED,
            "Hazardous-waste licence or own disposal facility",
            "持危险废物经营许可证或自有处置设施",
        ),
        Fact(
            "industrial_noise_exceeds_or_sensitive_area",
            ENTERED,
            "Noise above the limit, or near sensitive buildings",
            "噪声超标或临近噪声敏感建筑物",
        ),
        Fact(
            "on_key_new_pollutant_list",
            ENTERED,
            "Makes, uses or emits a listed new pollutant",
            "生产、加工使用或排放重点管控新污染物",
        ),
        Fact("city_decision", ENTERED, "Added by decision of the city", "设区的市决定纳入"),
        Fact(
            "industrial_coating_above_scale",
            ENTERED,
            "Industrial coating above designated size",
            "规模以上工业涂装",
        ),
        Fact(
            "packaging_printing_above_scale",
            ENTERED,
            "Package printing above designated size",
            "规模以上包装印刷",
        ),
        Fact(
            "pharma_large_or_medium", ENTERED, "Pharmaceutical, large or medium", "大中型医药制造"
        ),
        Fact(
            "annual_hazardous_waste_t",
            ENTERED,
            "Hazardous waste made in a year",
            "年产生危险废物",
            "t",
        ),
        Fact(
            "hazardous_waste_on_risk_list_t",
            ENTERED,
            "Hazardous waste on the key risk list",
            "重点风险管控清单内危险废物",
            "t",
        ),
        Fact("boiler_steam_t_h", ENTERED, "Largest steam boiler", "最大蒸汽锅炉", "t/h"),
        Fact("boiler_hot_water_mw", ENTERED, "Largest hot-water boiler", "最大热水锅炉", "MW"),
    )
}
#: Names by what a rule does with them.
HOLDING = tuple(name for name, fact in FACTS.items() if not fact.is_amount)
AMOUNTS = tuple(name for name, fact in FACTS.items() if fact.is_amount)


def facts_of(enterprise: EnterpriseRef) -> frozenset[str]:
    """Return the names of the facts that hold by the registry."""
    found = {name for name in FLAGS if getattr(enterprise, name)}
    if enterprise.permit_class == KEY:
        found.add("permit_class_key")
        if enterprise.sector.startswith(CHEMICAL_SECTORS):
            found.add("sector_chemical_and_permit_key")
    if enterprise.is_above_scale:
        found |= _by_scale(enterprise.sector)
    return frozenset(found)


def _by_scale(sector: str) -> set[str]:
    sectors = {
        "chemical_above_scale": SOIL_SECTORS,
        "nonferrous_mining_or_oil_extraction_above_scale": MINING_SECTORS,
    }
    return {name for name, starts in sectors.items() if sector.startswith(starts)}
