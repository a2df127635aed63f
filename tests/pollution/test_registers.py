"""Public registers in the database: whole or not at all, proposed, decided, undone, joined."""

from datetime import timedelta
from decimal import Decimal

import pytest

from copark.base.models import AuditEntry
from copark.kernel.errors import Refused
from copark.pollution import services
from copark.pollution.models import Register, RegisterMatch, RegisterRelease, RegisterSite
from copark.pollution.queries import registers as queries
from tests.factories import inventories as make

pytestmark = pytest.mark.django_db
TRI = (
    "YEAR,TRIFD,FACILITY NAME,CITY,ZIP,LATITUDE,LONGITUDE,CHEMICAL,CAS#,CLASSIFICATION,"
    "UNIT OF MEASURE,FUGITIVE AIR,STACK AIR,WATER,UNDERGROUND,POTW - TOTAL TRANSFERS\n"
    "2017,60001HRNSL12MIL,HERON SOLVENTS INC,MARSH,60001,40.0,-89.0,Styrene,100-42-5,TRI,"
    "Pounds,1,2,0,0,0\n"
    "2017,60001BTTRN9FARR,BITTERN STEEL,MARSH,60001,40.001,-89.0,Dioxin,N150,Dioxin,"
    "Grams,0,0.5,0,0,0\n"
)
SITES = (
    "FacilityID,FacilityName,Address,City,Zip,Latitude,Longitude,NAICS\n"
    "1,Heron Solvents,12 Mill Lane,Marsh,60001,40.0,-89.0,325199\n"
    "2,Stork Power,9 Far Road,Marsh,60001,40.002,-89.0,221112\n"
)
FLOWS = (
    "FacilityID,FlowName,Compartment,FlowAmount,Unit\n"
    "1,Carbon Dioxide,air,1000,kg\n1,Methane,air,40,kg\n1,Biogenic CO2,air,500,kg\n"
)


def bring(**files):
    return services.import_register(
        files={name: text.encode() for name, text in files.items()},
        year=2017,
        area="Marshland",
        source="made up for a test",
        user_id=None,
        now=make.NOW,
    )


@pytest.fixture
def both():
    return bring(tri=TRI), bring(sites=SITES, flows=FLOWS)


def match(left, right):
    return next(row for row in queries.matches() if (row.left.key, row.right.key) == (left, right))


def decide(one, state, **more):
    services.decide_match(match_id=one.id, state=state, user_id=None, now=make.NOW, **more)


def state_of(one):
    return queries.match(one.id).state


def test_a_register_is_kept_as_written_and_in_kilograms(both):
    rows = RegisterRelease.objects.filter(site__register_id=both[0]).order_by("pk")

    assert [(row.amount, row.unit, row.kilograms) for row in rows] == [
        (1, "lb", Decimal("0.45359237")),
        (2, "lb", Decimal("0.90718474")),
        (Decimal("0.5"), "g", Decimal("0.0005")),
    ]


def test_what_is_certain_is_confirmed_and_what_is_doubtful_waits(both):
    assert {(row.left.key, row.right.key): row.state for row in queries.matches()} == {
        ("1", "60001HRNSL12MIL"): "CONFIRMED",
        ("2", "60001BTTRN9FARR"): "PROPOSED",
    }


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"tri": TRI.replace("Pounds", "Grams")}, "pollution.register.rows"),
        ({"sites": SITES}, "pollution.register.files"),
        ({"tri": TRI, "sites": SITES}, "pollution.register.files"),
        ({"any": "a,b\n1,2\n"}, "pollution.register.files"),
        ({"tri": TRI + TRI.splitlines()[1].replace("2017", "2018")}, "pollution.register.years"),
    ],
)
def test_a_register_is_taken_whole_or_not_at_all(files, code):
    with pytest.raises(Refused) as refusal:
        bring(**files)

    assert refusal.value.code == code
    assert not Register.objects.exists()
    assert not RegisterSite.objects.exists()


def test_a_register_is_brought_in_once(both):
    with pytest.raises(Refused) as refusal:
        bring(tri=TRI)

    assert refusal.value.code == "pollution.register.twice"


def test_a_decision_is_kept_with_its_undoing(both):
    doubtful = match("2", "60001BTTRN9FARR")

    decide(doubtful, "REJECTED")
    services.undo_decision(match_id=doubtful.id, user_id=None, now=make.NOW + timedelta(minutes=1))

    assert state_of(doubtful) == "PROPOSED"
    assert [(row.was, row.state, row.is_undo) for row in queries.decisions(doubtful.id)] == [
        ("REJECTED", "PROPOSED", True),
        ("PROPOSED", "REJECTED", False),
    ]


def test_several_decisions_are_undone_one_by_one(both):
    doubtful = match("2", "60001BTTRN9FARR")
    for minute, state in enumerate(("REJECTED", "CONFIRMED")):
        services.decide_match(
            match_id=doubtful.id, state=state, user_id=None,
            now=make.NOW + timedelta(minutes=minute),
        )  # fmt: skip

    states = []
    for minute in (5, 6):
        services.undo_decision(
            match_id=doubtful.id, user_id=None, now=make.NOW + timedelta(minutes=minute)
        )
        states.append(state_of(doubtful))

    assert states == ["REJECTED", "PROPOSED"]
    with pytest.raises(Refused, match="no decision"):
        services.undo_decision(
            match_id=doubtful.id, user_id=None, now=make.NOW + timedelta(minutes=9)
        )


def test_a_site_is_the_same_as_one_other_only(both):
    certain = match("1", "60001HRNSL12MIL")
    rival = RegisterMatch.objects.create(
        left_id=certain.left.id,
        right=RegisterSite.objects.get(key="60001BTTRN9FARR"),
        certainty="DOUBTFUL", score=1, distance=1, reasons=[], state="PROPOSED",
        proposed_at=make.NOW,
    )  # fmt: skip

    with pytest.raises(Refused) as refusal:
        services.decide_match(match_id=rival.pk, state="CONFIRMED", user_id=None, now=make.NOW)

    assert refusal.value.code == "pollution.match.taken"
    assert refusal.value.facts["name"] == "HERON SOLVENTS INC"


def test_a_match_of_a_withdrawn_register_cannot_be_decided(both):
    doubtful = match("2", "60001BTTRN9FARR")
    services.withdraw_register(register_id=both[0], user_id=None, now=make.NOW)

    with pytest.raises(Refused) as refusal:
        decide(doubtful, "CONFIRMED")

    assert refusal.value.code == "pollution.match.gone"
    assert queries.matches() == []


def test_a_withdrawn_register_can_be_brought_in_again(both):
    services.withdraw_register(register_id=both[0], user_id=None, now=make.NOW)

    bring(tri=TRI)

    assert len(queries.matches()) == 2


def test_every_act_is_in_the_audit_trail(both):
    decide(match("2", "60001BTTRN9FARR"), "REJECTED")

    verbs = list(AuditEntry.objects.filter(domain="pollution").values_list("verb", flat=True))
    assert verbs.count("import") == 2
    assert {"propose", "decide"} <= set(verbs)


def test_two_registers_together_say_what_a_site_released(both):
    certain = match("1", "60001HRNSL12MIL")

    co2e, masses, left_out = queries.joined([certain])[certain.id]

    assert co2e.value == Decimal(2)
    assert [part.value for part in co2e.parts] == [1, 1]
    assert masses["Styrene", "AIR"].value == Decimal("1.36077711")
    assert left_out == ["Biogenic CO2"]


def test_the_releases_of_many_matches_take_as_many_queries_as_those_of_one(
    both, django_assert_num_queries
):
    with django_assert_num_queries(2):
        queries.joined(queries.matches())


@pytest.mark.shared
def test_illinois_is_brought_in_and_reconciled(shared):
    folder = shared / "us_il_2017_tri_ghgrp"
    bring(tri=(folder / "tri_il_2017.csv").read_text("utf-8"))
    bring(
        sites=(folder / "ghgrp_facilities_il.csv").read_text("utf-8"),
        flows=(folder / "ghgrp_flows_by_facility_il_2017.csv").read_text("utf-8"),
    )

    assert queries.counts() == {"CONFIRMED": 71, "PROPOSED": 113, "REJECTED": 0}
