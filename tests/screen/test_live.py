from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

from copark.kernel.figure import Figure, Source
from copark.monitoring.contracts import LatestValue, OutletState
from copark.pollution.contracts import PollutantYear
from copark.registry.contracts import OutletRef, PermitRef, PlanRef
from copark.screen.queries import live, standing
from copark.synergy.contracts import ListRow

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
PLACES = live.Places(
    outlets={
        number: OutletRef(
            id=number,
            code=f"DA{number}",
            name_en=f"Stack {number}",
            name_zh=f"{number}号烟囱",
            medium=medium,
            is_indirect=False,
            enterprise_id=1,
            longitude=121.5,
            latitude=28.7,
        )
        for number, medium in ((1, "AIR"), (2, "WATER"), (3, "FENCE"))
    },
    enterprises={1: SimpleNamespace(name_en="Heron", name_zh="鹭源")},
    banded=frozenset({9}),
)


def latest(point: int, value: float | None, limit: float | None = 100, **facts) -> LatestValue:
    plain = LatestValue(
        point,
        "a21026",
        "mg/m3",
        value,
        "N",
        NOON,
        NOON + timedelta(seconds=2),
        "hj212",
        1,
        "NORMAL",
        None if limit is None else Decimal(str(limit)),
    )
    return replace(plain, **facts)


def state(outlet: int, *values: LatestValue, of: str = "NORMAL") -> OutletState:
    return OutletState(outlet, 1, of, NOON, values)


def test_the_value_nearest_to_its_limit_comes_first():
    found = live.margins([state(1, latest(1, 40), latest(2, 90)), state(2, latest(3, 120))], PLACES)

    assert [margin.ratio for margin in found] == [1.2, 0.9, 0.4]


def test_a_value_without_limit_flag_or_voice_has_no_margin():
    values = [
        latest(1, 50, None),
        latest(2, None),
        latest(3, 50, flag="D"),
        latest(4, 50, state="OFFLINE"),
    ]

    assert live.margins([state(1, *values)], PLACES) == ()


def test_a_point_with_two_limits_has_no_simple_margin():
    assert live.margins([state(2, latest(9, 7.5, 9))], PLACES) == ()


def test_the_fence_line_counts_as_air():
    found = live.margins(
        [state(3, latest(1, 95)), state(1, latest(2, 50)), state(2, latest(3, 60))], PLACES
    )

    worst = live.worst_of_each(found)

    assert [(margin.medium, margin.ratio) for margin in worst] == [("AIR", 0.95), ("WATER", 0.6)]


def test_an_outlet_that_never_spoke_is_on_the_map_as_offline():
    shown = {outlet.id: outlet for outlet in live.outlets([state(1, latest(1, 5))], PLACES)}

    assert shown[1].state == "NORMAL"
    assert shown[2].state == "OFFLINE"
    assert shown[2].values == ()


def test_freshness_is_the_arrival_of_the_newest_reading():
    late = latest(2, 5, arrived_at=NOON + timedelta(minutes=3))

    fresh = live.freshness(
        [state(1, latest(1, 5), late), state(2, latest(3, 5), of="OFFLINE")], PLACES
    )

    assert fresh.arrived_at == NOON + timedelta(minutes=3)
    assert (fresh.outlets, fresh.silent) == (3, 2)


def year_of(pollutant: str, tonnes: str, medium: str = "AIR", enterprise: int = 1) -> PollutantYear:
    figure = Figure(pollutant, Decimal(tonnes), "t", "declared")
    return PollutantYear(enterprise, 2026, medium, pollutant, figure, "DECLARED")


def test_a_pollutant_is_held_against_the_plan_and_else_against_the_permits_of_who_reports():
    rows = [
        year_of("so2", "40"),
        year_of("so2", "20", enterprise=2),
        year_of("nox", "15", enterprise=2),
        year_of("nox", "15", enterprise=4),
        year_of("pm", "5"),
    ]
    permits = [
        PermitRef(1, "so2", "AIR", 2026, Decimal(100), "permit"),
        PermitRef(2, "nox", "AIR", 2026, Decimal(30), "permit"),
        PermitRef(3, "nox", "AIR", 2026, Decimal(30), "permit"),
    ]
    plans = [PlanRef(None, 2026, "so2", Decimal(80), "t")]

    found = standing.totals(rows, permits, plans)

    assert [(total.pollutant, total.year.value, total.share) for total in found] == [
        ("so2", 60.0, 0.75),
        ("nox", 30.0, 0.5),
        ("pm", 5.0, None),
    ]


def test_what_goes_to_the_sewage_works_is_not_counted_twice():
    found = standing.totals([year_of("cod", "9", "INDIRECT"), year_of("cod", "4", "WATER")], [], [])

    assert [(total.medium, total.year.value) for total in found] == [("WATER", 4.0)]


def row(
    enterprise: int,
    value: str,
    *,
    share: str | None = None,
    subject: str = "co2",
    of: str = "carbon",
) -> ListRow:
    figure = Figure("CO2", Decimal(value), "tCO2", "sum")
    return ListRow(
        of,
        "rule",
        enterprise,
        f"E{enterprise}",
        f"Works {enterprise}",
        f"{enterprise}厂",
        subject,
        Decimal(value),
        None,
        "tCO2",
        None if share is None else Decimal(share),
        None,
        2026,
        Source("test"),
        figure,
    )


def test_a_list_says_who_moved_and_who_is_new():
    this = [row(1, "90"), row(2, "80"), row(3, "70")]
    before = [row(2, "95"), row(1, "60")]

    found = standing.key_list("carbon", this, before, "/lists/")

    assert [(ranked.place, ranked.name.en, ranked.moved) for ranked in found.rows] == [
        (1, "Works 1", 1),
        (2, "Works 2", -1),
        (3, "Works 3", None),
    ]


def test_an_enterprise_on_a_list_for_two_pollutants_is_there_once_with_the_heavier():
    this = [
        row(1, "5", share="0.3", subject="so2", of="env_air"),
        row(1, "9", share="0.6", subject="cod", of="env_water"),
        row(2, "7", share="0.5", subject="so2", of="env_air"),
    ]

    found = standing.key_list("pollutants", this, [], "/lists/")

    assert found.count == 2
    assert [(ranked.name.en, ranked.note.en, ranked.share) for ranked in found.rows] == [
        ("Works 1", "COD", 0.6),
        ("Works 2", "SO₂", 0.5),
    ]
