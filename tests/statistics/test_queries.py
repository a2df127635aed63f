from datetime import date
from decimal import Decimal
from importlib import resources

import pytest

from copark.carbon import queries as carbon
from copark.energy import queries as energy
from copark.energy import services
from copark.energy.contracts import NewTurnover
from copark.kernel import tables
from copark.monitoring.models import Day
from copark.pollution import services as pollution
from copark.pollution.contracts import NewEntry
from copark.registry.models import Outlet, Permit, Plan, Point, Station, Zone
from copark.statistics.calc.composition import Node, inward, outward
from copark.statistics.calc.trends import exact_sum
from copark.statistics.queries import composition as compositions
from copark.statistics.queries import (
    contribution,
    months,
    plan,
    questions,
    season,
    solvents,
    trends,
)
from tests.factories import inventories as make

pytestmark = pytest.mark.django_db
TODAY = make.NOW.date()
CARRIERS = [
    row["carrier"]
    for row in tables.rows(
        resources.files("copark.energy.calc").joinpath("carriers.csv").read_text("utf-8")
    )
]


@pytest.fixture
def plants():
    where = make.park()
    west = Zone.objects.create(park=where, code="W", name_en="West", name_zh="西区")
    return (
        make.enterprise("A1", where, sector="2710", zone=west),
        make.enterprise("B2", where, sector="2614"),
        make.enterprise("C3", where, sector="2645"),
    )


def asked(subject="energy", place=("park", ""), by="", year=2025, bound=None):
    found = questions.question(
        year=year, subject=subject, place=place, split=by, bound=bound, now_year=2026
    )
    assert found is not None
    return found


def whole(run):
    return list(zip(run.periods, run.whole.values, strict=True))


def test_the_parks_energy_is_the_sum_of_its_sectors_and_each_opens_its_enterprises(plants):
    first, second, third = plants
    make.record(
        *(make.use(one, "electricity", 1000, "MWh") for one in plants),
        make.use(second, "natural_gas", 5000, "m3"),
    )

    park = trends.over_years(asked(by="sector"))
    chemicals = trends.over_years(asked(place=("sector", "26"), by="enterprise"))
    west = trends.over_years(asked(place=("zone", str(first.zone_id)), by="enterprise"))

    (energy_2025,) = [exact_sum(row.figure.value for row in energy.year_of(2025))]
    assert whole(park) == [(2025, energy_2025)]
    assert {line.key for line in park.lines} == {"26", "27"}
    assert {line.key for line in chemicals.lines} == {str(second.pk), str(third.pk)}
    assert [line.key for line in west.lines] == [str(first.pk)]
    assert park.name(park.lines[0]) == "Chemicals and chemical products"


def test_scopes_add_up_to_the_carbon_of_the_method(plants):
    first, *_others = plants
    make.record(
        make.use(first, "electricity", 1000, "MWh"),
        make.use(first, "bituminous", 100, "t"),
        make.use(first, "steam", 50, "t"),
    )

    run = trends.over_years(asked("carbon", by="scope"))

    (row,) = carbon.year_of(2025)
    assert run.whole.last == row.figure.value
    assert {line.key for line in run.lines} == {"1", "2"}
    assert run.unit == row.figure.unit


def test_years_before_the_first_figure_are_not_drawn(plants):
    first, *_others = plants
    make.record(
        make.use(first, "electricity", 1, "MWh", year=2024),
        make.use(first, "electricity", 2, "MWh"),
        make.release(first, "nox", 1, year=2022),
    )

    assert whole(trends.over_years(asked())) == [
        (2024, Decimal("0.1229")),
        (2025, Decimal("0.2458")),
    ]


@pytest.mark.parametrize("carrier", CARRIERS)
def test_the_months_of_carbon_add_up_to_its_year_whatever_the_carrier(plants, carrier):
    first, *_others = plants
    unit = energy.carriers()[carrier].unit
    make.record(*(make.use(first, carrier, 3 + month, unit, month=month) for month in (1, 5, 12)))
    question = asked("carbon")

    found = months.by_month(months.sheet(question.subject, 2025, question.place, question.stamp))

    (row,) = carbon.year_of(2025)
    expected = sum(value for source, value in row.sources if source in months.OF_ENERGY)
    assert abs(exact_sum(found.values()) - expected) <= Decimal("1e-20") * abs(expected)


def test_what_is_declared_for_a_year_has_no_month(plants):
    first, second, _third = plants
    make.record(
        make.use(first, "electricity", 12, "MWh"),
        make.use(second, "electricity", 3, "MWh", month=2),
    )

    found = season.seasons(asked())

    assert [(row.year, list(row.amounts)) for row in found.years] == [(2025, [2])]
    assert found.usual == {}


def test_flows_of_carriers_hold_all_that_was_not_sold(plants):
    first, second, _third = plants
    make.record(
        make.use(first, "natural_gas", 9000, "m3"),
        make.use(second, "electricity", 5, "MWh"),
        make.use(first, "steam", 10, "t", direction="SOLD"),
    )
    question = asked()

    found = compositions.composed("energy", 2025, question.place, question.ground, question.stamp)

    bought = [line.tce for row in energy.year_of(2025) for line in row.balances if line.tce > 0]
    assert exact_sum(flow.value for flow in found.flows if not flow.source.column) == exact_sum(
        bought
    )
    assert found.left_out


def test_air_and_water_are_drawn_apart(plants):
    first, *_others = plants
    make.record(
        make.release(first, "nox", 4),
        make.release(first, "cod", 3, medium="INDIRECT"),
        make.release(first, "co2", 900),
    )
    question = asked()

    air, water = (
        compositions.composed(kind, 2025, question.place, question.ground, question.stamp)
        for kind in ("air", "water")
    )

    assert {flow.value for flow in air.flows} == {4}
    assert {flow.value for flow in water.flows} == {3}


def solvent_ledger(owner, **tonnes):
    held = {"substance": "acetone", "unit": "t"} | {key: str(one) for key, one in tonnes.items()}
    return NewEntry(owner.pk, 2025, "solvent", held, evidence="ledger")


def test_as_much_of_a_solvent_leaves_as_came_in(plants):
    first, second, _third = plants
    pollution.record_entries(
        entries=[
            solvent_ledger(first, bought=10, recovered=40, to_waste=6, destroyed=3),
            solvent_ledger(second, bought=5, recovered=20, to_waste=2, in_product=1),
        ],
        user_id=None,
        now=make.NOW,
    )
    question = asked()

    found = solvents.composed(2025, question.place)

    acetone = Node(1, "acetone")
    came, went = inward(found.flows, acetone), outward(found.flows, acetone)
    assert came == went == 75
    figure = solvents.making(2025, question.place, question.ground, "acetone", "to_waste")
    assert figure.value == 8
    assert {part.name for part in figure.parts} == {"Works A1", "Works B2"}


def turnover(owner, year, value, price_year=0):
    return NewTurnover(owner.pk, year, Decimal(value), price_year=price_year)


def test_scale_structure_and_intensity_add_up_to_the_change_of_those_with_output(plants):
    first, second, third = plants
    make.record(
        *(make.use(one, "electricity", 100, "MWh", year=2024) for one in plants),
        make.use(first, "electricity", 120, "MWh"),
        make.use(second, "electricity", 80, "MWh"),
        make.use(third, "electricity", 70, "MWh"),
    )
    services.record_turnover(
        values=[
            turnover(first, 2024, 1000),
            turnover(first, 2025, 1100),
            turnover(second, 2024, 500),
            turnover(second, 2025, 600),
            turnover(third, 2025, 70),
        ],
        user_id=None,
        now=make.NOW,
    )

    found = contribution.driven(asked(by="enterprise"), 2024)

    split = found.split
    assert split is not None
    assert split.scale + split.structure + split.intensity == pytest.approx(split.change)
    assert split.change == Decimal(0)
    assert split.scale > 0 > split.intensity
    assert (split.left_out, split.is_at_current_prices) == (1, True)
    assert found.change == exact_sum(row.change for row in found.rows)


def test_prices_of_one_year_go_before_the_prices_of_each(plants):
    first, *_others = plants
    make.record(
        make.use(first, "electricity", 100, "MWh", year=2024),
        make.use(first, "electricity", 100, "MWh"),
    )
    services.record_turnover(
        values=[
            turnover(first, 2024, 1000),
            turnover(first, 2025, 2000),
            turnover(first, 2024, 1000, 2020),
            turnover(first, 2025, 1000, 2020),
        ],
        user_id=None,
        now=make.NOW,
    )

    split = contribution.driven(asked(), 2024).split

    assert split is not None
    assert (split.scale, split.intensity, split.is_at_current_prices) == (0, 0, False)


def test_without_output_there_are_contributions_and_no_split(plants):
    first, *_others = plants
    make.record(
        make.use(first, "electricity", 1, "MWh", year=2024), make.use(first, "diesel", 1, "t")
    )

    found = contribution.driven(asked(), 2024)

    assert {row.key for row in found.rows} == {"electricity", "diesel"}
    assert found.split is None


def test_the_running_year_is_held_against_the_plan_at_the_pace_of_its_months(plants):
    first, second, _third = plants
    make.record(
        *(
            make.use(first, "electricity", 10, "MWh", year=2026, month=month)
            for month in range(1, 4)
        ),
        make.use(second, "electricity", 100, "MWh", year=2026),
    )
    Plan.objects.create(park=first.park, year=2026, subject="energy", value=Decimal(20), unit="tce")

    (row,) = plan.standing(asked(year=2026), TODAY)

    thirty, hundred = Decimal("3.687"), Decimal("12.29")
    assert row.pace.so_far == thirty + hundred
    assert row.fixed == hundred
    assert row.pace.elapsed == Decimal(90) / 365
    assert round(row.pace.expected, 6) == round(hundred + thirty * 365 / 90, 6)
    assert row.share == row.pace.so_far / 20


def test_a_year_that_is_over_is_not_extrapolated(plants):
    first, *_others = plants
    make.record(make.use(first, "electricity", 10, "MWh", month=3))
    Plan.objects.create(park=first.park, year=2025, subject="energy", value=2, unit="tce")

    (row,) = plan.standing(asked(year=2025), TODAY)

    assert row.pace.expected == row.pace.so_far == Decimal("1.229")


def test_a_sector_has_the_plans_of_its_enterprises_and_the_park_its_own(plants):
    first, second, third = plants
    make.record(*(make.use(one, "electricity", 1, "MWh", year=2026, month=1) for one in plants))
    for owner, value in ((None, 100), (first, 10), (second, 20), (third, 30)):
        Plan.objects.create(
            park=first.park, enterprise=owner, year=2026, subject="energy", value=value, unit="tce"
        )

    allowed = [
        plan.standing(asked(year=2026, place=place), TODAY)[0].allowed
        for place in (("park", ""), ("sector", "26"), ("enterprise", str(first.pk)))
    ]

    assert allowed == [100, 50, 10]


def test_only_those_who_hold_a_permit_count_against_the_permits(plants):
    first, second, _third = plants
    make.record(make.release(first, "nox", 4, year=2026), make.release(second, "nox", 9, year=2026))
    Permit.objects.create(
        enterprise=first, pollutant="nox", medium="AIR", year=2026, tonnes=5, source="test"
    )

    (row,) = plan.standing(asked(year=2026), TODAY)

    assert (row.by, row.pace.so_far, row.allowed) == ("permit", 4, 5)
    assert row.pace.expected == 4


@pytest.fixture
def stack(plants):
    outlet = Outlet.objects.create(
        enterprise=plants[0],
        code="DA001",
        name_en="Stack",
        name_zh="排气筒",
        medium="AIR",
        longitude=1,
        latitude=1,
    )
    station = Station.objects.create(outlet=outlet, mn="M1", name_en="S", name_zh="站")
    return Point.objects.create(station=station, factor="a21002", unit="mg/m3")


def weighed(point, day, kg):
    facts = dict.fromkeys(
        ("hours_stopped", "hours_invalid", "hours_missing", "hours_replaced", "flags"), 0
    )
    Day.objects.create(
        point_id=point.pk, day=day, mass_kg=kg, validity="VALID", hours_valid=24, **facts
    )


def test_monitored_mass_has_its_months_and_its_outlets(plants, stack):
    weighed(stack, date(2026, 1, 1), 500)
    weighed(stack, date(2026, 1, 31), 700)
    weighed(stack, date(2026, 3, 1), 800)

    place = ("enterprise", str(plants[0].pk))
    by_month = trends.over_months(asked("air-nox", place, year=2026))
    by_outlet = trends.over_years(asked("air-nox", place, "outlet", year=2026))

    assert [(line.key, line.last) for line in by_month.lines] == [
        ("01", Decimal("1.2")),
        ("03", Decimal("0.8")),
    ]
    assert [(line.key, line.last) for line in by_outlet.lines] == [
        (str(stack.station.outlet_id), Decimal(2))
    ]
    assert "DA001" in by_outlet.name(by_outlet.lines[0])


def test_monitored_days_are_the_share_of_the_year_that_a_pace_stands_on(plants, stack):
    weighed(stack, date(2026, 6, 1), 100)
    weighed(stack, date(2026, 6, 2), 100)
    Permit.objects.create(
        enterprise=plants[0], pollutant="nox", medium="AIR", year=2026, tonnes=50, source="test"
    )

    (row,) = plan.standing(asked(year=2026), TODAY)

    assert row.pace.elapsed == Decimal(2) / 365
    assert round(row.pace.expected, 9) == Decimal("36.5")


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "phlogiston"},
        {"subject": "moon-nox"},
        {"place": ("sector", "99")},
        {"place": ("enterprise", "abc")},
        {"place": ("moon", "1")},
    ],
)
def test_what_there_is_not_cannot_be_asked(plants, change):
    plain = {"year": 2025, "subject": "energy", "place": ("park", ""), "split": ""}

    assert questions.question(**(plain | change), bound=None, now_year=2026) is None


def test_who_is_bound_to_an_enterprise_asks_about_it_whatever_the_place(plants):
    _first, second, _third = plants
    make.record(*(make.use(one, "electricity", 10, "MWh") for one in plants))

    found = asked(place=("park", ""), bound=second.pk)

    assert found.place.enterprise_id == second.pk
    assert whole(trends.over_years(found)) == [(2025, Decimal("1.229"))]
    assert list(found.ground.enterprises) == [second.pk]
