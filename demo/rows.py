"""Write the registry and the people of the demo park from its plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.base.models import User
from copark.registry.models import (
    Enterprise,
    Installation,
    Limit,
    Outlet,
    Park,
    Point,
    Station,
    Zone,
)
from demo import layout

if TYPE_CHECKING:
    from demo.blueprint import Blueprint
    from demo.drafts import OutletPlan, PointPlan
    from demo.firms import Firm
    from demo.limits import LimitPlan

STAND_IN_NOTE_EN = (
    "Demonstration with stand-in data: the park, its enterprises and all names are fictional. "
    "Sizes are taken from the French register of releases (Géorisques, IREP 2015) and series from "
    "public data sets of the UCI repository, scaled; none of it is a real enterprise's own."
)
STAND_IN_NOTE_ZH = (
    "演示数据：园区、企业及全部名称均为虚构；企业规模取自法国污染物排放登记（Géorisques，"
    "IREP 2015），时间序列取自 UCI 公开数据集并经缩放，均为替代数据，不代表任何真实企业。"
)
ZONES = {
    "W": ("West production area", "西部生产区", "AB"),
    "M": ("Middle production area", "中部生产区", "CD"),
    "E": ("East production area", "东部生产区", "EF"),
    "U": ("Utilities", "公用工程区", ""),
}
PASSWORD = "lanwan-demo"  # noqa: S105 - printed at every start; the demo has nothing to hide
VALID_FROM = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Login:
    """A person of the demo, one per role."""

    role: str
    name: str
    who_en: str
    who_zh: str


LOGINS = (
    Login("PARK", "park", "duty officer of the park", "园区值班员"),
    Login("ENTERPRISE", "enterprise", "staff of Heron & Reed Pharmaceutical", "鹭苇药业 企业人员"),
    Login("REGULATOR", "regulator", "regulator, reads everything", "监管人员（只读）"),
    Login("ADMIN", "admin", "administrator", "管理员"),
)


@dataclass(frozen=True, slots=True)
class Built:
    """The park as it stands in the database: our plans, and the numbers the rows were given."""

    plan: Blueprint
    enterprises: dict[str, int]
    stations: dict[str, int]  #: By station number.
    points: dict[tuple[str, str], int]  #: By station number and factor.
    users: dict[str, int]


def write(plan: Blueprint) -> Built:
    """Write registry and people. The caller holds the transaction."""
    park = _park(plan)
    zones = {
        code: Zone.objects.create(park=park, code=code, name_en=name_en, name_zh=name_zh).pk
        for code, (name_en, name_zh, _) in ZONES.items()
    }
    enterprises = _enterprises(plan, park.pk, zones)
    stations = _outlets(plan, enterprises)
    points = _points(plan, stations)
    return Built(plan, enterprises, stations, points, _people(enterprises))


def _park(plan: Blueprint) -> Park:
    longitude, latitude = layout.place((layout.WIDTH / 2, layout.HEIGHT / 2))
    return Park.objects.create(
        code="lanwan",
        area_code="330000",
        longitude=longitude,
        latitude=latitude,
        name_en="Lanwan Bay Chemical and Pharmaceutical Park",
        name_zh="澜湾化学医药园区",
        map=plan.drawing.collection(),
        stand_in_note_en=STAND_IN_NOTE_EN,
        stand_in_note_zh=STAND_IN_NOTE_ZH,
    )


def _zone(firm: Firm) -> str:
    if "utility" in firm.flags:
        return "U"
    return next(code for code, (_, _, blocks) in ZONES.items() if firm.plot[0] in blocks)


def _enterprises(plan: Blueprint, park_id: int, zones: dict[str, int]) -> dict[str, int]:
    rows = []
    for firm in plan.firms:
        box = plan.drawing.plots[firm.plot]
        longitude, latitude = layout.place(box.at(0.5, 0.5))
        rows.append(
            Enterprise(
                park_id=park_id,
                zone_id=zones[_zone(firm)],
                code=firm.code,
                name_en=firm.name_en,
                name_zh=firm.name_zh,
                sector=firm.sector,
                permit_class=firm.permit_class,
                is_above_scale="above" in firm.flags,
                is_ets_sector="ets" in firm.flags,
                is_wastewater_works="works" in firm.flags,
                discharges_class1="class1" in firm.flags,
                is_park_utility="utility" in firm.flags,
                longitude=longitude,
                latitude=latitude,
                plot=layout.polygon(box.within(4).ring()),
                stand_in_of=firm.stand_in_of,
            )
        )
    made = {row.code: row.pk for row in Enterprise.objects.bulk_create(rows)}
    Installation.objects.bulk_create(
        Installation(enterprise_id=made[firm.code], code=code, name_en=name_en, name_zh=name_zh)
        for firm in plan.firms
        for code, name_en, name_zh in INSTALLATIONS.get(firm.kind, USUAL)
    )
    return made


USUAL = (("MF001", "Production line 1", "1号生产线"), ("MF002", "Utilities", "公用工程"))
INSTALLATIONS = {
    "chp": (
        ("MF001", "Coal-fired boiler 1", "1号燃煤锅炉"),
        ("MF002", "Coal-fired boiler 2", "2号燃煤锅炉"),
    ),
    "incinerator": (("MF001", "Rotary kiln", "回转窑焚烧线"),),
    "sewage": (
        ("MF001", "Biological treatment", "生化处理单元"),
        ("MF002", "Sludge line", "污泥处理线"),
    ),
    "tankfarm": (("MF001", "Tank group", "储罐组"), ("MF002", "Loading rack", "装卸台")),
    "station": (),
}


def _outlets(plan: Blueprint, enterprises: dict[str, int]) -> dict[str, int]:
    first = dict(Installation.objects.order_by("-pk").values_list("enterprise_id", "pk"))
    made = Outlet.objects.bulk_create(
        _outlet(outlet, enterprises[outlet.firm], first) for outlet in plan.outlets
    )
    stations = Station.objects.bulk_create(
        _station(outlet, row.pk) for outlet, row in zip(plan.outlets, made, strict=True)
    )
    return {station.mn: station.pk for station in stations}


def _outlet(plan: OutletPlan, enterprise_id: int, first: dict[int, int]) -> Outlet:
    longitude, latitude = layout.place(plan.spot)
    return Outlet(
        enterprise_id=enterprise_id,
        installation_id=first.get(enterprise_id),
        code=plan.code,
        name_en=plan.name_en,
        name_zh=plan.name_zh,
        medium=plan.medium,
        is_indirect=plan.is_indirect,
        height_m=plan.height_m,
        reference_oxygen=plan.reference_oxygen and Decimal(plan.reference_oxygen),
        longitude=longitude,
        latitude=latitude,
    )


def _station(plan: OutletPlan, outlet_id: int) -> Station:
    logger = plan.station
    return Station(
        outlet_id=outlet_id,
        mn=logger.mn,
        st=logger.st,
        crc_policy=logger.crc_policy,
        crc_variants=list(logger.crc_variants),
        sm4_key_hex=logger.sm4_key_hex,
        realtime_seconds=logger.realtime_seconds,
        minute_minutes=10,
        name_en=f"{plan.name_en}, data logger",
        name_zh=f"{plan.name_zh}数采仪",
    )


def _points(plan: Blueprint, stations: dict[str, int]) -> dict[tuple[str, str], int]:
    planned = [(outlet, point) for outlet in plan.outlets for point in outlet.station.points]
    made = Point.objects.bulk_create(
        _point(stations[outlet.station.mn], point) for outlet, point in planned
    )
    Limit.objects.bulk_create(
        _limit(row.pk, bound)
        for row, (_, point) in zip(made, planned, strict=True)
        for bound in point.limits
    )
    return {
        (outlet.station.mn, point.factor): row.pk
        for row, (outlet, point) in zip(made, planned, strict=True)
    }


def _point(station_id: int, plan: PointPlan) -> Point:
    return Point(
        station_id=station_id,
        factor=plan.factor,
        unit=plan.unit,
        range_low=None if plan.range_high is None else 0.0,
        range_high=plan.range_high,
    )


def _limit(point_id: int, plan: LimitPlan) -> Limit:
    return Limit(
        point_id=point_id,
        averaging=plan.averaging,
        value=plan.value,
        low=plan.low,
        unit=plan.unit,
        is_at_reference_oxygen=plan.at_reference_oxygen,
        valid_from=VALID_FROM,
        source=plan.source,
        confidence=plan.confidence,
    )


def _people(enterprises: dict[str, int]) -> dict[str, int]:
    made = {}
    for login in LOGINS:
        is_admin = login.role == "ADMIN"
        user = User(
            username=login.name,
            role=login.role,
            is_staff=is_admin,
            is_superuser=is_admin,
            enterprise_id=enterprises["E01"] if login.role == "ENTERPRISE" else None,
        )
        user.set_password(PASSWORD)
        user.save()
        made[login.name] = user.pk
    return made
