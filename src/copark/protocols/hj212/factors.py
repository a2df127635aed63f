"""
Factor codes: what a code means, one row a factor.

Columns: code, English name, Chinese name, unit of the standard, decimals, code of the 2005
edition, accounting pollutant. The unit is only the standard's: senders differ (Annex B gives ng/m3
for ambient particles, ammonia and methane, and many send ug/m3), so the unit of a reading is
configured by station and factor. Carbon dioxide (a05001) has too few digits for stack gas and is
therefore no accounting pollutant. Codes with ``ke`` are Copark's own, since HJ 212 has none for
meters; the standard's process codes (``e...``, ``g...``) repeat themselves and are left out.
"""

from __future__ import annotations

from typing import NamedTuple


class Factor(NamedTuple):
    """What is measured."""

    code: str
    name_en: str
    name_zh: str
    unit: str  #: Of the standard; empty for none.
    medium: str  #: air, water, noise, state or energy.
    pollutant: str  #: Accounting code (so2, cod, ...), or empty.
    decimals: int
    origin: str  #: Where the code comes from.
    code_2005: str  #: The same factor in HJ/T 212-2005, or empty.


STANDARD = "HJ 212-2017 Annex B"
OWN = "Copark"

WATER = (
    "w00000|waste water flow|污水流量|L/s|2|B01|",
    "w01001|pH|pH值||2|001|",
    "w01002|colour|色度||2|002|",
    "w01006|total dissolved solids|溶解性总固体|mg/L|0||",
    "w01009|dissolved oxygen|溶解氧|mg/L|1||",
    "w01010|water temperature|水温|°C|1||",
    "w01012|suspended solids|悬浮物|mg/L|0|003|ss",
    "w01014|conductivity|电导率|uS/cm|1||",
    "w01017|biochemical oxygen demand, 5 days|五日生化需氧量|mg/L|1|010|bod5",
    "w01018|chemical oxygen demand|化学需氧量|mg/L|1|011|cod",
    "w01019|permanganate index|高锰酸盐指数|mg/L|1||",
    "w01020|total organic carbon|总有机碳|mg/L|1|015|toc",
    "w02003|faecal coliforms|粪大肠菌群|1/L|0|550|",
    "w02006|total bacteria|细菌总数|1/L|0||",
    "w03001|total alpha activity|总α放射性|Bq/L|1|570|",
    "w03002|total beta activity|总β放射性|Bq/L|1|571|",
    "w19001|surfactants|表面活性剂|mg/L|2||",
    "w19002|anionic surfactants|阴离子表面活性剂|mg/L|2|520|las",
    "w20012|barium|钡|mg/L|3|039|",
    "w20023|boron|硼|mg/L|3|037|",
    "w20038|cobalt|钴|mg/L|4|040|",
    "w20061|molybdenum|钼|mg/L|3|038|",
    "w20089|thallium|铊|ng/L|0|041|",
    "w20092|tin|锡|mg/L|1|036|",
    "w20111|total mercury|总汞|ug/L|2|020|hg",
    "w20113|alkyl mercury|烷基汞|ng/L|0|021|",
    "w20115|total cadmium|总镉|ug/L|1|022|cd",
    "w20116|total chromium|总铬|mg/L|3|023|cr",
    "w20117|hexavalent chromium|六价铬|ug/L|3|024|cr6",
    "w20119|total arsenic|总砷|ug/L|3|026|as",
    "w20120|total lead|总铅|ug/L|0|027|pb",
    "w20121|total nickel|总镍|mg/L|2|028|ni",
    "w20122|total copper|总铜|mg/L|2|029|cu",
    "w20123|total zinc|总锌|mg/L|3|030|zn",
    "w20124|total manganese|总锰|mg/L|3|031|mn",
    "w20125|total iron|总铁|mg/L|3|032|",
    "w20126|total silver|总银|mg/L|3|033|ag",
    "w20127|total beryllium|总铍|ug/L|3|034|be",
    "w20128|total selenium|总硒|ug/L|2|035|se",
    "w20138|copper|铜|mg/L|3||",
    "w20139|zinc|锌|mg/L|3||",
    "w20140|selenium|硒|mg/L|3||",
    "w20141|arsenic|砷|mg/L|3||",
    "w20142|mercury|汞|ug/L|3||",
    "w20143|cadmium|镉|ug/L|3||",
    "w20144|lead|铅|mg/L|3||",
    "w21001|total nitrogen|总氮|mg/L|2|065|tn",
    "w21003|ammonia nitrogen|氨氮|mg/L|2|060|nh3n",
    "w21004|Kjeldahl nitrogen|凯氏氮|mg/L|1|062|",
    "w21006|nitrite|亚硝酸盐|mg/L|3|063|",
    "w21007|nitrate|硝酸盐|mg/L|3|064|",
    "w21011|total phosphorus|总磷|mg/L|2|101|tp",
    "w21016|cyanide|氰化物|mg/L|3|070|cyanide",
    "w21017|fluoride|氟化物|mg/L|2|072|fluoride",
    "w21019|sulfide|硫化物|mg/L|3|071|sulfide",
    "w21022|chloride|氯化物|mg/L|1|090|",
    "w21038|sulfate|硫酸盐|mg/L|0||",
    "w22001|petroleum|石油类|mg/L|2|080|petroleum",
    "w23002|volatile phenol|挥发酚|mg/L|4|110|volatile_phenol",
    "w25043|benzo[a]pyrene|苯并[a]芘|ug/L|1|540|",
    "w33001|hexachlorocyclohexane|六六六|ng/L|0|350|",
    "w33007|DDT|滴滴涕|ng/L|0|351|",
    "w99001|organic nitrogen|有机氮|mg/L|1|061|",
)
AIR = (
    "a00000|waste gas flow|废气流量|m3/s|1|B02|",
    "a01001|air temperature|温度|°C|1||",
    "a01002|relative humidity|湿度|%|1||",
    "a01006|air pressure|气压|kPa|3||",
    "a01007|wind speed|风速|m/s|1||",
    "a01008|wind direction|风向|°|0||",
    "a01010|Ringelmann blackness|林格曼黑度||0|37|",
    "a01011|flue gas velocity|烟气流速|m/s|2|S02|",
    "a01012|flue gas temperature|烟气温度|°C|1|S03|",
    "a01013|flue gas pressure|烟气压力|kPa|3|S08|",
    "a01014|flue gas moisture|烟气湿度|%|1|S05|",
    "a01015|cooling temperature|制冷温度|°C|1|S06|",
    "a01016|duct cross-section|烟道截面积|m2|2|S07|",
    "a01017|flue gas dynamic pressure|烟气动压|kPa|3|S04|",
    "a01901|furnace temperature, mean|炉膛内焚烧平均温度|°C|1||",
    "a01902|furnace temperature, control system|炉膛内DCS温度|°C|1||",
    "a05001|carbon dioxide|二氧化碳|mg/m3|3|30|",
    "a05002|methane|甲烷|ng/m3|1||",
    "a05008|trichlorofluoromethane|三氯一氟甲烷|mg/m3|3||",
    "a05009|dichlorodifluoromethane|二氯二氟甲烷|mg/m3|3||",
    "a05013|trichlorotrifluoroethane|三氯三氟乙烷|mg/m3|3||",
    "a05024|ozone|臭氧|ug/m3|3||",
    "a19001|oxygen|氧气含量|%|1|S01|",
    "a20007|arsenic|砷|ng/m3|6||",
    "a20016|beryllium and compounds|铍及其化合物|mg/m3|4|36|",
    "a20025|cadmium and compounds|镉及其化合物|mg/m3|4|33|",
    "a20026|cadmium|镉|ng/m3|3||",
    "a20043|lead and compounds|铅及其化合物|mg/m3|4|32|",
    "a20044|lead|铅|ng/m3|3||",
    "a20057|mercury and compounds|汞及其化合物|mg/m3|4|31|",
    "a20058|mercury|汞|ng/m3|2||",
    "a20063|nickel and compounds|镍及其化合物|mg/m3|3|35|",
    "a20091|tin and compounds|锡及其化合物|mg/m3|3|34|",
    "a21001|ammonia|氨|ng/m3|3|10|nh3",
    "a21002|nitrogen oxides|氮氧化物|mg/m3|1|03|nox",
    "a21003|nitric oxide|一氧化氮|mg/m3|1||",
    "a21004|nitrogen dioxide|二氧化氮|mg/m3|1||",
    "a21005|carbon monoxide|一氧化碳|mg/m3|3|04|co",
    "a21017|cyanides|氰化物|mg/m3|3|07|hcn",
    "a21018|fluorides|氟化物|mg/m3|3|06|fluoride",
    "a21022|chlorine|氯气|mg/m3|3|11|cl2",
    "a21024|hydrogen chloride|氯化氢|mg/m3|3|08|hcl",
    "a21026|sulphur dioxide|二氧化硫|mg/m3|2|02|so2",
    "a21028|hydrogen sulfide|硫化氢|mg/m3|2|05|h2s",
    "a23001|phenols|酚类|mg/m3|3|27|phenols",
    "a24003|dichloromethane|二氯甲烷|mg/m3|3||",
    "a24004|trichloromethane|三氯甲烷|mg/m3|3||",
    "a24005|tetrachloromethane|四氯甲烷|mg/m3|3||",
    "a24006|dibromochloromethane|二溴一氯甲烷|mg/m3|3||",
    "a24007|bromodichloromethane|一溴二氯甲烷|mg/m3|3||",
    "a24008|bromomethane|溴甲烷|mg/m3|3||",
    "a24009|tribromomethane|三溴甲烷|mg/m3|3||",
    "a24015|chloroethane|氯乙烷|mg/m3|3||",
    "a24016|1,1-dichloroethane|1,1-二氯乙烷|mg/m3|3||",
    "a24017|1,2-dichloroethane|1,2-二氯乙烷|mg/m3|3||",
    "a24018|1,1,1-trichloroethane|1,1,1-三氯乙烷|mg/m3|3||",
    "a24019|1,1,2-trichloroethane|1,1,2-三氯乙烷|mg/m3|3||",
    "a24020|1,1,2,2-tetrachloroethane|1,1,2,2-四氯乙烷|mg/m3|3||",
    "a24027|1,2-dichloropropane|1,2-二氯丙烷|mg/m3|3||",
    "a24034|1,2-dibromoethane|1,2-二溴乙烷|mg/m3|3||",
    "a24036|cyclohexane|环己烷|mg/m3|3||",
    "a24042|n-hexane|正己烷|mg/m3|3||",
    "a24043|n-heptane|正庚烷|mg/m3|3||",
    "a24046|vinyl chloride|氯乙烯|mg/m3|3|29|vinyl_chloride",
    "a24047|1,1-dichloroethene|1,1-二氯乙烯|mg/m3|3||",
    "a24049|trichloroethene|三氯乙烯|mg/m3|3||",
    "a24050|tetrachloroethene|四氯乙烯|mg/m3|3||",
    "a24053|propene|丙烯|mg/m3|3||",
    "a24054|1,3-dichloropropene|1,3-二氯丙烯|mg/m3|3||",
    "a24072|1,4-dioxane|1,4-二恶烷|mg/m3|3||",
    "a24078|1,3-butadiene|1,3-丁二烯|mg/m3|3||",
    "a24087|total hydrocarbons|碳氢化合物|mg/m3|2|25|",
    "a24088|non-methane hydrocarbons|非甲烷总烃|mg/m3|3||nmhc",
    "a24099|chloromethane|氯甲烷|mg/m3|3||",
    "a24110|trans-1,2-dichloroethene|反式-1,2-二氯乙烯|mg/m3|3||",
    "a24111|cis-1,2-dichloroethene|顺式-1,2-二氯乙烯|mg/m3|3||",
    "a24112|trans-1,3-dichloropropene|反式-1,3-二氯丙烯|mg/m3|3||",
    "a24113|hexachloro-1,3-butadiene|六氯-1,3-丁二烯|mg/m3|3||",
    "a25002|benzene|苯|mg/m3|3||benzene",
    "a25003|toluene|甲苯|mg/m3|2|17|toluene",
    "a25004|ethylbenzene|乙苯|mg/m3|3||",
    "a25005|xylenes|二甲苯|mg/m3|2|18|xylene",
    "a25006|o-xylene|1,2-二甲苯|mg/m3|3||",
    "a25007|m-xylene|1,3-二甲苯|mg/m3|3||",
    "a25008|p-xylene|1,4-二甲苯|mg/m3|3||",
    "a25010|chlorobenzene|氯苯|mg/m3|3|23|chlorobenzenes",
    "a25011|1,2-dichlorobenzene|1,2-二氯苯|mg/m3|3||",
    "a25012|1,3-dichlorobenzene|1,3-二氯苯|mg/m3|3||",
    "a25013|1,4-dichlorobenzene|1,4-二氯苯|mg/m3|3||",
    "a25014|1-ethyl-4-methylbenzene|1-乙基-4-甲基苯|mg/m3|3||",
    "a25015|1,2,4-trichlorobenzene|1,2,4-三氯苯|mg/m3|3||",
    "a25019|1,2,4-trimethylbenzene|1,2,4-三甲基苯|mg/m3|3||",
    "a25020|1,2,3-trimethylbenzene|1,2,3-三甲基苯|mg/m3|3||",
    "a25021|1,3,5-trimethylbenzene|1,3,5-三甲基苯|mg/m3|3||",
    "a25023|nitrobenzene|硝基苯|mg/m3|4|22|nitrobenzenes",
    "a25038|styrene|乙烯基苯|mg/m3|3||",
    "a25044|benzo[a]pyrene|苯并[a]芘|mg/m3|3|20|",
    "a25072|tetrahydrofuran|四氢呋喃|mg/m3|3||",
    "a26001|anilines|苯胺类|mg/m3|3|21|anilines",
    "a29017|ethyl acetate|乙酸乙酯|mg/m3|3||",
    "a29026|vinyl acetate|乙酸乙烯酯|mg/m3|3||",
    "a30001|methanol|甲醇|mg/m3|3|28|methanol",
    "a30008|isopropanol|异丙醇|mg/m3|3||",
    "a30022|mercaptans|硫醇|mg/m3|3|13|",
    "a31001|formaldehyde|甲醛|mg/m3|3|19|formaldehyde",
    "a31002|acetaldehyde|乙醛|mg/m3|4|26|acetaldehyde",
    "a31024|acetone|丙酮|mg/m3|3||",
    "a31025|butanone|2-丁酮|mg/m3|3||",
    "a31030|methyl isobutyl ketone|甲基异丁基甲酮|mg/m3|3||",
    "a34001|total suspended particles|总悬浮颗粒物|ng/m3|3||",
    "a34002|PM10|可吸入颗粒物|ng/m3|3||",
    "a34004|PM2.5|细颗粒物|ng/m3|3||",
    "a34005|PM1.0|亚微米颗粒物|ng/m3|3||",
    "a34011|dust fall|降尘|t/(km2·month)|1||",
    "a34013|smoke dust|烟尘|mg/m3|1|01|pm",
    "a34017|carbon black dust|炭黑尘|mg/m3|0||",
    "a34038|asphalt fume|沥青烟|mg/m3|3|09|",
    "a34039|sulphuric acid mist|硫酸雾|mg/m3|3|14|h2so4",
    "a34040|chromic acid mist|铬酸雾|mg/m3|3|15|",
    "a99010|acrylonitrile|丙烯腈|mg/m3|3||acrylonitrile",
    "a99049|phosgene|光气|mg/m3|3|24|phosgene",
    "a99051|carbon disulfide|二硫化碳|mg/m3|3|12|",
)
NOISE = (
    "LA|sound level, A-weighted|A权声级|dB|1||",
    "L5|sound level exceeded 5 % of the time|累计百分声级L5|dB|1||",
    "L10|sound level exceeded 10 % of the time|累计百分声级L10|dB|1||",
    "L50|sound level exceeded 50 % of the time|累计百分声级L50|dB|1||",
    "L90|sound level exceeded 90 % of the time|累计百分声级L90|dB|1||",
    "L95|sound level exceeded 95 % of the time|累计百分声级L95|dB|1||",
    "Leq|equivalent sound level|等效声级|dB|1||",
    "Ldn|day-night equivalent sound level|昼夜等效声级|dB|1||",
    "Ld|daytime equivalent sound level|昼间等效声级|dB|1||",
    "Ln|night-time equivalent sound level|夜间等效声级|dB|1||",
    "LMx|highest sound level|最大的瞬时声级|dB|1||",
    "LMn|lowest sound level|最小的瞬时声级|dB|1||",
)
STATE = (
    "i33200|sewage works current|污水处理站电流量|A|2||",
    "i33201|sewage works electricity, running total|污水处理站累计耗电量|kWh|0||",
    "i33202|sewage works electricity of the day|污水处理站日耗电量|kWh|0||",
    "i33400|production load|生产负荷|%|1||",
)
ENERGY = (
    "ke0101|electricity, active energy meter|有功电能表示值|kWh|2||",
    "ke0102|electricity, active power|有功功率|kW|3||",
    "ke0201|steam meter|蒸汽表示值|t|3||",
    "ke0301|natural gas meter|天然气表示值|m3|2||",
)


def _factors() -> dict[str, Factor]:
    tables = (
        ("water", STANDARD, WATER),
        ("air", STANDARD, AIR),
        ("noise", STANDARD, NOISE),
        ("state", STANDARD, STATE),
        ("energy", OWN, ENERGY),
    )
    factors = {}
    for medium, origin, rows in tables:
        for row in rows:
            code, name_en, name_zh, unit, decimals, old, pollutant = row.split("|")
            factors[code] = Factor(
                code, name_en, name_zh, unit, medium, pollutant, int(decimals), origin, old
            )
    return factors


FACTORS: dict[str, Factor] = _factors()
"""Factor by code."""
_BY_2005 = {factor.code_2005: factor for factor in FACTORS.values() if factor.code_2005}


def factor_of(code: str) -> Factor | None:
    """
    Return the factor a code of any edition stands for, or None when it stands for none.

    Examples
    --------
    >>> factor_of("011").code, factor_of("a21026").name_zh, factor_of("xyz")
    ('w01018', '二氧化硫', None)
    """
    return FACTORS.get(code) or _BY_2005.get(code)
