"""Intensity, comparison within a sector and guidance: figures, rights, and nobody's name."""

import json
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from copark.base.models import Role
from copark.energy import queries as energy_queries
from copark.energy import services as energy
from copark.energy.contracts import NewOutput, NewTurnover
from copark.statistics.queries import guidance, intensity, questions, sector
from copark.web import numbers
from tests.factories import inventories as make

pytestmark = pytest.mark.django_db
YEAR = 2025
#: Odd amounts, so that each figure of each enterprise is unlike any other number of a page.
POWER = (10_123, 11_457, 12_791, 13_837, 14_929, 16_381, 17_483, 18_587)  # MWh
NOX = ("3.1713", "4.2371", "5.3819", "6.4737", "7.5919", "8.6113", "9.7171", "1.8317")  # t
WORTH = (20_011, 21_013, 22_027, 23_029, 24_043, 25_057, 26_063, 27_073)  # 1e4 CNY


@pytest.fixture
def park():
    where = make.park()
    return [
        make.enterprise(f"ENT{at:02}X", where, name_en=f"Secret Works {at}", name_zh=f"隐秘{at}厂")
        for at in range(8)
    ]


@pytest.fixture
def recorded(park):
    rows = []
    for plant, power, nox in zip(park, POWER, NOX, strict=True):
        rows += [
            make.use(plant, "electricity", power, "MWh"),
            make.use(plant, "diesel", power / 1000, "t"),
            make.release(plant, "nox", nox),
        ]
    make.record(*rows)
    energy.record_turnover(
        values=[
            NewTurnover(plant.pk, YEAR, Decimal(worth), Decimal(worth) / 4)
            for plant, worth in zip(park, WORTH, strict=True)
        ],
        user_id=None,
        now=make.NOW,
    )
    return park


def signed_in(client, role, enterprise=None):
    client.force_login(make.person(role.lower(), role, enterprise and enterprise.pk))
    return client


def question(subject="energy", place=("park", ""), bound=None):
    return questions.question(
        year=YEAR, subject=subject, place=place, split="", bound=bound, now_year=2026
    )


def asked(subject="energy", per="output"):
    found = question(subject)
    return sector.Asked(found.subject, YEAR, per, 0, intensity.stamp(), sector.everybody())


# Figures


def test_an_intensity_is_the_amount_over_the_value(recorded):
    found = intensity.ratios(asked().subject, YEAR, "output", 0, intensity.stamp())

    own = found[recorded[0].pk]
    assert own.value == own.above / WORTH[0]
    assert own.unit == "tce/1e4CNY"


def test_releases_are_told_in_kilograms(recorded):
    found = intensity.ratios(asked("air-nox").subject, YEAR, "added", 0, intensity.stamp())

    own = found[recorded[0].pk]
    assert own.value == Decimal(NOX[0]) * 1000 / (Decimal(WORTH[0]) / 4)
    assert own.unit == "kg/1e4CNY"


def test_the_park_is_the_sum_over_the_sum_of_those_who_have_both(recorded):
    first = recorded[0]
    make.record(make.use(make.enterprise("NEW", first.park), "electricity", 99, "GWh"))
    about = question()
    held = intensity.ratios(about.subject, YEAR, "output", 0, intensity.stamp())

    whole = intensity.of_place(held, about.subject, about.place)

    assert whole.below == sum(WORTH)
    assert whole.above == sum(held[plant.pk].above for plant in recorded)


def test_without_a_value_or_with_a_negative_one_there_is_a_reason_and_no_intensity(park):
    make.record(*(make.use(plant, "electricity", 9, "GWh") for plant in park[:2]))
    energy.record_turnover(
        values=[NewTurnover(park[0].pk, YEAR, Decimal(9), Decimal(-3))],
        user_id=None,
        now=make.NOW,
    )

    found = intensity.ratios(asked().subject, YEAR, "added", 0, intensity.stamp())

    assert [found[plant.pk].verdict for plant in park[:2]] == ["NOT_POSITIVE", "NOT_GIVEN"]
    assert found[park[0].pk].value is None


def test_a_correction_of_the_value_is_seen_at_once(recorded):
    before = intensity.ratios(asked().subject, YEAR, "output", 0, intensity.stamp())
    (row,) = energy_queries.turnover_of(YEAR, recorded[0].pk)

    energy.correct_turnover(
        row_id=row.id,
        output_value=row.output_value * 2,
        added_value=None,
        evidence="audit",
        user_id=None,
        now=make.NOW,
    )

    after = intensity.ratios(asked().subject, YEAR, "output", 0, intensity.stamp())
    own = recorded[0].pk
    assert after[own].below == 2 * before[own].below


def test_there_is_an_intensity_per_product_only_where_one_product_is_made(recorded):
    own = recorded[0]
    make_product = {"user_id": None, "now": make.NOW}
    energy.record_outputs(
        outputs=[NewOutput(own.pk, YEAR, m, "P1", Decimal(50), "t") for m in (1, 2)], **make_product
    )
    ((_owner, figure),) = intensity.figures(asked().subject, YEAR, own.pk)

    made = intensity.product_making(YEAR, own.pk, figure, "Energy")
    assert (made.value, made.unit) == (figure.value / 100, "tce/t")

    energy.record_outputs(
        outputs=[NewOutput(own.pk, YEAR, 1, "P2", Decimal(50), "t")], **make_product
    )
    assert intensity.product_making(YEAR, own.pk, figure, "Energy") is None


def test_the_open_comparison_names_members_and_the_guarded_one_nobody(recorded):
    own = recorded[3].pk

    shown = sector.compared(asked(), own, is_open=True)
    guarded = sector.compared(asked(), own, is_open=False)

    assert len(shown.members) == 8
    assert guarded.members == ()
    assert (guarded.count, guarded.rank) == (shown.count, shown.rank)
    values = {row.value for row in shown.members}
    assert not values & {value for _key, _name, value in guarded.marks}


def test_fewer_than_five_others_of_the_division_are_not_shown(recorded):
    for plant in recorded[5:]:
        plant.sector = "3600"
        plant.save()

    few = sector.compared(asked(), recorded[0].pk, is_open=False)
    alone = sector.compared(asked(), recorded[7].pk, is_open=True)

    assert (few.verdict, few.spread, few.members) == (sector.TOO_FEW, None, ())
    assert alone.verdict == sector.TOO_FEW


def test_a_group_is_widened_to_the_division(recorded):
    for plant in recorded[4:]:
        plant.sector = "2720"
        plant.save()

    assert sector.compared(asked(), recorded[0].pk, is_open=True).prefix == "27"


def test_a_closed_gap_saves_its_share_of_the_year(recorded):
    gaps = guidance.gaps_of(asked(), recorded[7].pk, is_open=True)

    best = min(row.value for row in gaps.comparison.members)
    own = gaps.comparison.own.value
    assert gaps.best.saved == max(0, own - best) * WORTH[7]
    assert gaps.unit == "tce"


def test_a_closed_gap_of_a_release_is_told_in_tonnes(recorded):
    gaps = guidance.gaps_of(asked("air-nox"), recorded[6].pk, is_open=True)

    best = min(row.value for row in gaps.comparison.members)
    saved = Decimal(NOX[6]) - best * WORTH[6] / 1000
    assert abs(gaps.best.saved - saved) < Decimal("1e-20")
    assert gaps.unit == "t"


def test_sources_are_ranked_with_their_shares(recorded):
    subjects = question(place=("enterprise", str(recorded[0].pk))).subjects

    groups = guidance.sources_of(subjects, YEAR, recorded[0].pk, intensity.stamp())

    assert [group.subject.key for group in groups] == ["energy", "carbon", "air-nox"]
    energy_rows = groups[0].rows
    assert [row.part for row in energy_rows] == ["electricity", "diesel"]
    assert energy_rows[-1].ranked.cumulative == 1


def test_a_step_says_below_which_amount_a_list_is_left(recorded):
    largest = recorded[6]

    (step,) = [
        one
        for one in guidance.steps_of(asked(), largest.pk, is_open=True)
        if one.row.subject == "nox"
    ]
    (coarse,) = [
        one
        for one in guidance.steps_of(asked(), largest.pk, is_open=False)
        if one.row.subject == "nox"
    ]

    assert step.fall == step.row.value - step.mark
    assert coarse.mark <= step.mark
    assert len(coarse.mark.normalize().as_tuple().digits) <= 2


# Pages

PAGES = (
    "/statistics/intensity/?year=2025",
    "/statistics/intensity/?year=2025&subject=air-nox&place=enterprise-{own}",
    "/statistics/sector/?year=2025",
    "/statistics/sector/?year=2025&place=sector-27&per=added",
    "/statistics/sector/?year=2025&subject=carbon&place=enterprise-{own}",
    "/statistics/guidance/{own}/?year=2025",
)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_the_park_in_both_languages(client, recorded, page, language):
    signed_in(client, Role.REGULATOR)

    answer = client.get(page.format(own=recorded[2].pk), headers={"accept-language": language})

    assert answer.status_code == 200
    title = re.search("<h1[^>]*>(.+?)</h1>", answer.content.decode(), re.DOTALL)[1]
    assert language == "en" or re.search("[一-鿿]", title)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_stands_without_any_data(client, park, page):
    signed_in(client, Role.PARK)

    assert client.get(page.format(own=park[0].pk)).status_code == 200


def test_the_park_sees_names_in_the_comparison(client, recorded):
    text = signed_in(client, Role.PARK).get(PAGES[2]).content.decode()

    assert all(plant.name_en in text for plant in recorded)


def test_an_enterprise_opens_no_guidance_or_comparison_of_another(client, recorded):
    own, other, *_rest = recorded
    signed_in(client, Role.ENTERPRISE, own)

    for address in (
        f"/statistics/guidance/{other.pk}/",
        f"/statistics/guidance/{other.pk}/making/?of=best",
        f"/statistics/sector/?place=enterprise-{other.pk}",
        f"/statistics/intensity/making/?place=enterprise-{other.pk}",
        f"/api/v1/statistics/guidance/{other.pk}",
        f"/api/v1/statistics/sector/2025?enterprise={other.pk}",
        f"/api/v1/statistics/intensity/2025?enterprise={other.pk}",
    ):
        assert client.get(address).status_code == 403


# Nobody's name


def addresses(own):
    subjects = ("energy", "carbon", "air-nox")
    pages = [
        f"/statistics/{page}/?year=2025&subject={subject}&per={per}"
        for page in ("intensity", "sector")
        for subject in subjects
        for per in ("output", "added")
    ]
    makings = [
        f"/statistics/sector/making/?year=2025&subject={subject}&of={of}"
        for subject in subjects
        for of in ("best", "lower", "median", "upper", "worst", "rank")
    ]
    gaps = [
        f"/statistics/guidance/{own}/making/?year=2025&subject={subject}&of={of}"
        for subject in subjects
        for of in ("best", "median", "share")
    ]
    steps = [f"/statistics/guidance/{own}/making/?year=2025&of=step&at={at}" for at in range(4)]
    machines = [
        f"/api/v1/statistics/{kind}/2025?subject={subject}"
        for kind in ("intensity", "sector")
        for subject in subjects
    ]
    return [
        *pages,
        *makings,
        *gaps,
        *steps,
        *machines,
        f"/statistics/guidance/{own}/?year=2025",
        f"/api/v1/statistics/guidance/{own}?year=2025",
    ]


def telling(others):
    """Return what would tell another enterprise: names, codes and every figure of its own."""
    found = set()
    for at, plant in others:
        found |= {plant.name_en, plant.name_zh, plant.code}
        for subject in ("energy", "carbon", "air-nox"):
            about = asked(subject)
            for per in ("output", "added"):
                held = intensity.ratios(about.subject, YEAR, per, 0, about.stamp)[plant.pk]
                found |= written(held.value) | written(held.above)
        found |= written(Decimal(WORTH[at])) | written(Decimal(NOX[at]))
    return found


def written(value):
    """Return a figure as a page or a machine would write it: four digits, or all of them."""
    return {str(numbers.written(value, digits)) for digits in (4, 5, 6, 8)} | {f"{value:f}"}


def test_nothing_of_another_enterprise_reaches_an_enterprise(client, recorded):
    own = recorded[6]
    others = [(at, plant) for at, plant in enumerate(recorded) if plant != own]
    secrets = {text for text in telling(others) if len(text.strip("0.,")) > 2}
    signed_in(client, Role.ENTERPRISE, own)

    opened, leaks = 0, []
    for address in addresses(own.pk):
        answer = client.get(address, headers={"hx-request": "true"})
        if answer.status_code != 200:
            assert answer.status_code == 404, address
            continue
        opened += 1
        text = answer.content.decode()
        leaks += [(address, secret) for secret in secrets if holds(text, secret)]
        if "/api/" in address:
            others_ids = {plant.pk for _at, plant in others}
            assert not set(found_in(json.loads(text), "enterprise_id")) & others_ids

    assert leaks == []
    assert opened > 40


def holds(text, secret):
    """Say whether a text stands alone in a page, not inside a longer number."""
    return re.search(rf"(?<![\d.,]){re.escape(secret)}(?![\d]|[.,]\d)", text) is not None


def found_in(value, key):
    if isinstance(value, dict):
        yield from ([value[key]] if key in value else [])
        for inner in value.values():
            yield from found_in(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from found_in(inner, key)


def test_the_same_pages_tell_the_park_what_they_hide_from_an_enterprise(client, recorded):
    """So that the test before cannot pass because the pages say nothing at all."""
    own = recorded[6]
    others = [(at, plant) for at, plant in enumerate(recorded) if plant != own]
    secrets = telling(others)
    signed_in(client, Role.PARK)

    text = client.get(f"/statistics/sector/?year=2025&place=enterprise-{own.pk}").content.decode()

    assert any(holds(text, plant.name_en) for _at, plant in others)
    assert sum(holds(text, secret) for secret in secrets) > 7


def test_the_order_of_others_cannot_be_learnt_by_changing_what_is_asked(client, recorded):
    """Whoever the others are, in whatever order they came, an enterprise is told the same."""
    own = recorded[6]
    shuffled = [*range(6), 7]
    told = []
    for order in (shuffled, list(reversed(shuffled))):
        values = [POWER[at] for at in order]
        told.append(sector.sector.guarded([Decimal(one) for one in values]))

    assert told[0] == told[1]
    signed_in(client, Role.ENTERPRISE, own)
    machine = client.get("/api/v1/statistics/sector/2025").json()
    assert machine["members"] == []
    assert machine["is_guarded"]


def test_the_number_of_queries_does_not_grow_with_the_park(client, recorded):
    signed_in(client, Role.PARK)
    pages = [page.format(own=recorded[2].pk) for page in PAGES]
    few = [counted(client, page) for page in pages]
    more = [make.enterprise(f"M{at}", recorded[0].park) for at in range(5)]
    make.record(*(make.use(one, "electricity", 9, "GWh") for one in more))
    energy.record_turnover(
        values=[NewTurnover(one.pk, YEAR, Decimal(900)) for one in more],
        user_id=None,
        now=make.NOW,
    )

    assert [counted(client, page) for page in pages] == few


def counted(client, page):
    client.get(page)
    with CaptureQueriesContext(connection) as found:
        client.get(page)
    return len(found)
