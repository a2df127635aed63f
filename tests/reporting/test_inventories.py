"""An inventory from its rows to its seal: handed in when explained, frozen, verified, restated."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.test import Client
from typer.testing import CliRunner

from copark.carbon import queries as carbon
from copark.energy import queries as energy
from copark.energy import services as recording
from copark.inventory import queries as inventory
from copark.inventory import services as work
from copark.kernel.errors import Refused
from copark.pollution import queries as pollution
from copark.reporting import services
from copark.reporting.queries import checks, differs
from copark.site.cli import app
from tests.factories import inventories as make

NOW = make.NOW
YEAR = 2025
pytestmark = pytest.mark.django_db


@pytest.fixture
def heron():
    owner = make.enterprise("E1", make.park())
    make.record(
        make.use(owner, "electricity", 1000, "MWh"),
        make.use(owner, "natural_gas", 12, "1e4Nm3"),
        make.use(owner, "steam", 800, "t"),
        make.release(owner, "cod", 4, medium="WATER"),
        make.release(owner, "so2", "0.5"),
    )
    return owner


def step(owner, verb, note=""):
    work.take_step(enterprise_id=owner.id, year=YEAR, verb=verb, note=note, user_id=None, now=NOW)


def closed(owner) -> int:
    services.hand_in(enterprise_id=owner.id, year=YEAR, note="", user_id=None, now=NOW)
    step(owner, "accept")
    return services.close(enterprise_id=owner.id, year=YEAR, user_id=None, now=NOW)


def figures(owner) -> dict[str, Decimal]:
    found = {
        f"{row.medium}:{row.pollutant}": row.figure.value
        for row in pollution.year_of(YEAR, owner.id)
    }
    return found | {
        "energy": energy.year_of(YEAR, owner.id)[0].figure.value,
        "carbon": carbon.year_of(YEAR, owner.id)[0].figure.value,
    }


def verified(content: bytes, folder, *options: str):
    file = folder / "pack.zip"
    file.write_bytes(content)
    return CliRunner().invoke(app, ["verify", str(file), *options])


def test_a_sealed_pack_is_computed_again_to_the_last_digit_without_the_database(heron, tmp_path):
    version = closed(heron)
    content, _row = inventory.pack(version, heron.id)

    result = verified(content, tmp_path, "--format", "json")

    report = json.loads(result.stdout)
    shown = figures(heron)
    assert result.exit_code == 0
    assert all(not domain["differences"] for domain in report["domains"].values())
    assert report["domains"]["energy"]["values"]["energy"] == f"{shown['energy']} tce"
    assert report["domains"]["carbon"]["values"]["carbon"] == f"{shown['carbon']} tCO2e"
    assert sum(domain["figures"] for domain in report["domains"].values()) > 10


def test_a_pack_whose_figure_somebody_raised_says_where(heron, tmp_path):
    from copark.reporting.calc import pack

    files, _seal = pack.opened(inventory.pack(closed(heron), heron.id)[0])
    told = json.loads(files["figures/energy.json"])
    told["energy"]["parts"][0]["value"] = "9.9"
    forged, _seal = pack.sealed(files | {"figures/energy.json": pack.as_json(told)})

    result = verified(forged, tmp_path)

    assert result.exit_code == 1
    assert "energy › Electricity" in result.stdout


@pytest.mark.parametrize("content", [b"no archive", b""])
def test_what_is_no_pack_is_a_clear_sentence_and_no_trace(content, tmp_path):
    result = verified(content, tmp_path)

    assert result.exit_code == 2
    assert "pack.damaged" in result.stderr


def test_a_closed_figure_stays_when_its_rows_would_give_another(heron):
    closed(heron)
    before = figures(heron)
    # past every service, as a late reading or a repaired row would
    recording.records.Use.objects.filter(carrier="electricity").update(amount=2_000_000)

    found = {row.subject: row for row in differs.of_year(YEAR)[heron.id]}

    assert figures(heron) == before
    assert found["energy"].change == Decimal("122.9")
    assert found["AIR:so2"].differs is False


def test_nothing_can_be_recorded_corrected_or_withdrawn_in_a_year_that_is_handed_in(heron):
    services.hand_in(enterprise_id=heron.id, year=YEAR, note="", user_id=None, now=NOW)
    use = energy.declared(YEAR, heron.id)[0]

    for write in (
        lambda: make.record(make.use(heron, "diesel", 1, "t")),
        lambda: make.record(make.release(heron, "nox", 1)),
        lambda: recording.withdraw_use(use_id=use.id, user_id=None, now=NOW),
        lambda: recording.correct_use(
            use_id=use.id, amount=Decimal(1), unit=use.unit, evidence="", user_id=None, now=NOW
        ),
    ):
        with pytest.raises(Refused) as refusal:
            write()
        assert refusal.value.code == "inventory.locked"


def test_a_restated_inventory_is_a_new_version_and_the_old_pack_still_verifies(heron, tmp_path):
    first = closed(heron)
    step(heron, "restate", "steam was read twice")
    use = next(row for row in energy.declared(YEAR, heron.id) if row.carrier == "steam")
    recording.correct_use(
        use_id=use.id, amount=Decimal(400), unit="t", evidence="", user_id=None, now=NOW
    )

    second = closed(heron)

    old, new = (inventory.pack(one, heron.id)[0] for one in (first, second))
    assert verified(old, tmp_path).exit_code == verified(new, tmp_path).exit_code == 0
    assert inventory.versions(inventory.standing(YEAR, heron.id).id)[0].reason == (
        "steam was read twice"
    )


def test_a_value_far_from_last_year_asks_for_a_reason_before_it_is_handed_in(heron):
    make.record(make.use(heron, "electricity", 100, "MWh", year=YEAR - 1))

    with pytest.raises(Refused) as refusal:
        services.hand_in(enterprise_id=heron.id, year=YEAR, note="", user_id=None, now=NOW)

    assert refusal.value.code == "inventory.unexplained"
    for key in services.unexplained(enterprise_id=heron.id, year=YEAR):
        work.explain(
            enterprise_id=heron.id, year=YEAR, key=key, text="new line", user_id=None, now=NOW
        )
    services.hand_in(enterprise_id=heron.id, year=YEAR, note="", user_id=None, now=NOW)
    assert inventory.standing(YEAR, heron.id).state == "SUBMITTED"


def test_a_value_within_its_range_asks_for_nothing(heron):
    make.record(
        make.use(heron, "electricity", 950, "MWh", year=YEAR - 1),
        make.use(heron, "natural_gas", 12, "1e4Nm3", year=YEAR - 1),
        make.use(heron, "steam", 800, "t", year=YEAR - 1),
    )

    found = checks.of_year(YEAR, heron.id)[heron.id]

    assert [row.is_outside for row in found] == [False, False]


def signed_in(name: str, role: str, owner=None) -> Client:
    client = Client()
    client.force_login(make.person(name, role, owner and owner.id))
    return client


def test_an_enterprise_hands_in_and_the_park_returns_accepts_closes_and_restates(heron):
    own, park = signed_in("own", "ENTERPRISE", heron), signed_in("park", "PARK")
    page = f"/inventories/{heron.id}/{YEAR}/"

    def posted(client, verb, note=""):
        part = "steps" if verb in {"submit", "take-back"} else "review"
        answer = client.post(f"{page}{part}/{verb}/", {f"{verb}-note": note})
        return answer.status_code, inventory.standing(YEAR, heron.id).state

    assert posted(own, "accept") == (403, "OPEN")
    assert posted(own, "submit") == (302, "SUBMITTED")
    assert posted(park, "return") == (422, "SUBMITTED")
    assert posted(park, "return", "gas bill lacks") == (302, "RETURNED")
    assert posted(own, "submit") == (302, "SUBMITTED")
    assert posted(park, "accept") == (302, "ACCEPTED")
    assert posted(own, "close") == (403, "ACCEPTED")
    assert posted(park, "close") == (302, "CLOSED")
    assert posted(park, "restate", "a meter was read wrongly") == (302, "OPEN")
    assert b"gas bill lacks" in own.get(page).content


def test_another_enterprise_sees_neither_page_nor_pack(heron):
    version = closed(heron)
    other = signed_in("other", "ENTERPRISE", make.enterprise("E2", heron.park))
    page = f"/inventories/{heron.id}/{YEAR}/"

    for address in (page, f"{page}draft.zip", f"{page}versions/{version}/pack.zip"):
        assert other.get(address).status_code == 403


def test_the_pack_of_a_page_verifies_before_and_after_closing(heron, tmp_path):
    park = signed_in("park", "PARK")
    page = f"/inventories/{heron.id}/{YEAR}/"
    draft = park.get(f"{page}draft.zip").content
    version = closed(heron)
    sealed = park.get(f"{page}versions/{version}/pack.zip").content

    assert verified(draft, tmp_path).exit_code == verified(sealed, tmp_path).exit_code == 0


def test_the_api_takes_the_same_steps_with_the_same_refusals(heron):
    own = signed_in("own", "ENTERPRISE", heron)
    address = f"/api/v1/inventories/{YEAR}/{heron.id}"

    refused = own.post(f"{address}/accept", "{}", "application/json")
    done = own.post(f"{address}/submit", '{"note": "all bills"}', "application/json")
    twice = own.post(f"{address}/submit", "{}", "application/json")

    assert (refused.status_code, done.status_code, twice.status_code) == (403, 200, 422)
    assert own.get(address).json()["steps"][0]["note"] == "all bills"
    assert twice.json()["code"] == "inventory.moved"
