"""Real and virtual meters of a month, over readings that came in frames."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from copark.kernel.errors import Refused
from copark.meters import queries, services
from copark.monitoring import queries as monitoring
from copark.monitoring.services.ingest import ingest_batch
from copark.monitoring.services.rolling import roll_days
from copark.registry import services as registry
from copark.registry.models import Point
from tests.monitoring import conftest as sites

pytestmark = pytest.mark.django_db
park, inbox = sites.park, sites.inbox

MIDNIGHT = datetime(2026, 8, 1, tzinfo=sites.BEIJING)
NOW = MIDNIGHT + timedelta(hours=10, minutes=30)


def site(park, inbox, code, unit="kWh"):
    return sites.build(
        park, inbox, mn=f"MN-{code}", medium="ENERGY", st="44", factors={"ke0101": unit}, code=code
    )


@pytest.fixture
def plants(park, inbox):
    return [site(park, inbox, code) for code in ("M0", "M1", "M2")]


def point(plant):
    return plant.points["ke0101"]


def speaks(plant, first, last, per_hour):
    for minute in range(first * 60, last * 60 + 1, 5):
        plant.logger.real_time(
            MIDNIGHT + timedelta(minutes=minute), ke0101=round(500 + per_hour * minute / 60, 6)
        )


def everything(inbox):
    while ingest_batch(inbox, now=NOW).frames:
        pass
    roll_days(now=NOW)


def august():
    return queries.month_of("2026-08", NOW)


def rows():
    return {row.key: row for row in queries.meters(august())}


def virtual(formula, parts, **facts):
    whole = {
        "code": "V",
        "name_en": "All",
        "name_zh": "全部",
        "enterprise_id": None,
        "unit": "kWh",
        "formula": formula,
    } | facts
    return services.save_virtual(
        virtual_id=whole.pop("id", None), facts=whole, parts=parts, by=None, now=NOW
    )


def letters(plants):
    return dict(zip("abc", (queries.key_of(point(one)) for one in plants), strict=False))


def test_a_month_ends_with_the_last_whole_hour_that_has_been():
    assert august().hours == 10
    assert queries.month_of("2026-07", NOW).hours == 31 * 24
    assert queries.month_of("nonsense", NOW).name == "2026-08"


def test_a_silent_meter_is_in_the_list_and_lowers_only_the_coverage(plants, inbox):
    speaks(plants[0], 0, 10, 30.0)
    speaks(plants[1], 0, 10, 20.0)
    everything(inbox)

    found = rows()

    assert [found[queries.key_of(point(one))].total.silent for one in plants] == [0, 0, 1]
    assert found[queries.key_of(point(plants[0]))].total.amount == pytest.approx(300.0)
    assert found[queries.key_of(point(plants[0]))].grade == "A"
    assert found[queries.key_of(point(plants[2]))].grade == "D"


def test_a_sum_over_a_silent_meter_counts_the_others(plants, inbox):
    speaks(plants[0], 0, 10, 30.0)
    speaks(plants[1], 0, 10, 20.0)
    everything(inbox)
    made = virtual("a + b + c", letters(plants))

    row = rows()[queries.virtual_key(made)]

    assert row.total.amount == pytest.approx(500.0)
    assert row.total.measured == 0.0
    assert row.total.silent == 0


def test_a_difference_with_an_unknown_part_is_unknown_in_that_hour(plants, inbox):
    speaks(plants[0], 0, 10, 30.0)
    speaks(plants[1], 0, 6, 20.0)
    everything(inbox)
    made = virtual("a - b", letters(plants))

    hours = queries.virtual_hours(august(), [made])[queries.virtual_key(made)]

    assert hours.amount[:6].tolist() == pytest.approx([10.0] * 6)
    assert hours.amount[6:].tolist() == [0.0] * 4
    assert queries.total_of(hours, queries.known_share(august())).hours_measured == 6


def test_a_virtual_meter_may_be_made_of_another_and_of_other_units(park, inbox, plants):
    big = site(park, inbox, "M9", unit="MWh")
    speaks(plants[0], 0, 10, 30.0)
    speaks(big, 0, 10, 0.5)
    everything(inbox)
    inner = virtual("a", {"a": queries.key_of(point(plants[0]))}, code="INNER")
    outer = virtual(
        "a + b",
        {"a": queries.virtual_key(inner), "b": queries.key_of(point(big))},
        code="OUTER",
        unit="MWh",
    )

    assert rows()[queries.virtual_key(outer)].total.amount == pytest.approx(5.3)


def test_an_outage_shows_as_the_estimated_share(plants, inbox):
    speaks(plants[0], 0, 2, 30.0)
    speaks(plants[0], 5, 10, 30.0)
    everything(inbox)

    total = rows()[queries.key_of(point(plants[0]))].total

    assert total.amount == pytest.approx(300.0)
    assert total.hours_estimated == 3
    assert total.amount_estimated == pytest.approx(90.0)


@pytest.mark.parametrize(
    ("formula", "facts", "code"),
    [
        ("a + ", {}, "meters.formula.syntax"),
        ("a + z", {}, "meters.formula.name"),
        ("a * b", {}, "meters.formula.result"),
        ("a + b", {"unit": "t"}, "meters.formula.result"),
        ("a", {"unit": "furlong"}, "unit.unknown"),
    ],
)
def test_a_formula_that_cannot_be_counted_is_not_kept(plants, formula, facts, code):
    with pytest.raises(Refused) as refusal:
        virtual(formula, letters(plants), **facts)

    assert refusal.value.code == code
    assert queries.virtuals() == []


def test_a_circle_is_refused_with_the_codes_of_its_meters(plants):
    first = virtual("a", letters(plants), code="FIRST")
    second = virtual("a", {"a": queries.virtual_key(first)}, code="SECOND")

    with pytest.raises(Refused, match="SECOND") as refusal:
        virtual("a", {"a": queries.virtual_key(second)}, code="FIRST", id=first)

    assert refusal.value.code == "meters.formula.cycle"
    assert queries.virtual(first).parts == {"a": queries.key_of(point(plants[0]))}


def test_a_meter_that_another_is_made_of_cannot_be_taken_away(plants):
    first = virtual("a", letters(plants), code="FIRST")
    second = virtual("a", {"a": queries.virtual_key(first)}, code="SECOND")

    with pytest.raises(Refused, match="SECOND"):
        services.remove_virtual(virtual_id=first, by=None, now=NOW)
    services.remove_virtual(virtual_id=second, by=None, now=NOW)
    services.remove_virtual(virtual_id=first, by=None, now=NOW)

    assert queries.virtuals() == []


def test_a_code_is_given_once_and_another_enterprises_meter_is_no_part(plants):
    virtual("a", letters(plants), code="ONE")

    with pytest.raises(Refused, match="taken"):
        virtual("a", letters(plants), code="ONE")
    with pytest.raises(Refused) as refusal:
        virtual("a", letters(plants), code="TWO", enterprise_id=10**6)
    assert refusal.value.code == "meters.part.unknown"


@pytest.fixture
def ring(park, inbox):
    """A main meter and two behind it, at one enterprise."""
    main, *subs = (site(park, inbox, code) for code in ("R0", "R1", "R2"))
    owner = Point.objects.get(pk=point(main)).station.outlet.enterprise_id
    for sub in subs:
        outlet = Point.objects.get(pk=point(sub)).station.outlet
        outlet.enterprise_id, outlet.code = owner, outlet.code + sub.logger.mn
        outlet.save()
        behind(sub, point(main))
    return main, *subs


def behind(plant, main_id):
    registry.save_meter(point_id=point(plant), facts={"main_id": main_id}, by=None, now=NOW)


def test_totals_take_the_main_meter_alone(ring, inbox):
    for plant, per_hour in zip(ring, (30.0, 20.0, 9.0), strict=True):
        speaks(plant, 0, 10, per_hour)
    everything(inbox)

    [energy] = monitoring.metered(august().first, august().last)

    assert float(energy.amount) == pytest.approx(300.0, abs=1e-3)


def test_a_balance_says_what_is_left_open(ring, inbox):
    for plant, per_hour in zip(ring, (30.0, 20.0, 7.0), strict=True):
        speaks(plant, 0, 10, per_hour)
    everything(inbox)

    [row] = queries.balances(queries.meters(august()), august())

    assert row.balance.difference == pytest.approx(30.0)
    assert row.balance.share == pytest.approx(0.1)
    assert row.balance.verdict == "OPEN"


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"register": 0.0}, "register"), ({"main_id": -1}, "main")],
)
def test_a_meter_that_cannot_count_so_is_refused(ring, facts, code):
    with pytest.raises(Refused) as refusal:
        registry.save_meter(point_id=point(ring[1]), facts=facts, by=None, now=NOW)

    assert refusal.value.code == f"registry.meter.{code}"


def test_a_main_meter_cannot_be_behind_its_own(ring, plants):
    with pytest.raises(Refused) as circle:
        behind(ring[0], point(ring[1]))
    with pytest.raises(Refused) as stranger:
        behind(ring[0], point(plants[0]))

    assert circle.value.code == "registry.meter.circle"
    assert stranger.value.code == "registry.meter.main"


def test_five_thousand_meters_take_as_many_queries_as_three(plants, django_assert_num_queries):
    month = august()

    with django_assert_num_queries(3):
        queries.real(month)


def test_what_meters_say_is_in_utc_hours(plants, inbox):
    speaks(plants[0], 0, 3, 30.0)
    everything(inbox)

    found = monitoring.counted_hours([point(plants[0])], MIDNIGHT, MIDNIGHT + timedelta(hours=3))

    assert found[point(plants[0])].first == int(MIDNIGHT.astimezone(UTC).timestamp()) // 3600
    assert found[point(plants[0])].amount.tolist() == pytest.approx([30.0] * 3)
