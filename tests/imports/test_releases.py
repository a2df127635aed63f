import csv
import io
from decimal import Decimal

import pytest

from copark.kernel.errors import Refused
from copark.pollution import queries, services
from copark.pollution.models import Release
from copark.pollution.services import imports
from tests.factories import inventories as make

pytestmark = pytest.mark.django_db
HEAD = ["Enterprise", "Year", "Medium", "Pollutant", "Amount", "Unit"]
GOOD = ["A1", "2025", "air", "nox", "12.5", "t"]
REGISTER = "Identifiant,Nom_Etablissement,Annee_Emission,Milieu,Polluant,quantite,unite\n"


@pytest.fixture
def plant():
    return make.enterprise("A1", make.park())


def sheet(*rows, head=HEAD):
    out = io.StringIO()
    csv.writer(out).writerows([head, *rows])
    return out.getvalue().encode()


def bring(content, take="all", **bounds):
    return services.import_releases(
        name="releases.csv",
        content=content,
        take=take,
        bounds=imports.Bounds(**bounds),
        user_id=None,
        now=make.NOW,
    )


@pytest.mark.parametrize(
    ("place", "value", "cell", "code"),
    [
        (0, "Z9", "A2", "import.enterprise.unknown"),
        (1, "1789", "B2", "import.year.bad"),
        (1, "2027", "B2", "import.year.future"),
        (2, "space", "C2", "import.medium.unknown"),
        (2, "water", "C2", "import.medium.unfit"),
        (3, "kryptonite", "D2", "import.pollutant.unknown"),
        (4, "-1", "E2", "import.number.negative"),
        (4, "5%", "E2", "import.number.percentage"),
        (4, "lots", "E2", "import.number.bad"),
        (4, "99999999999999", "E2", "import.number.long"),
        (5, "kWh", "F2", "import.unit.unknown"),
    ],
)
def test_a_bad_cell_is_named_with_its_reason(plant, place, value, cell, code):
    row = [value if number == place else text for number, text in enumerate(GOOD)]

    preview, taken = bring(sheet(row))

    assert taken is None
    assert [(fault.cell, fault.code) for fault in preview.faults] == [(cell, code)]


def test_good_rows_are_taken_on_request_in_either_language(plant):
    rows = [
        ["A1", "2025", "大气", "二氧化硫", "3", "千克"],
        ["A1", "2025", "空", "氮氧化物", "3", "t"],
    ]

    _preview, taken = bring(
        sheet(*rows, head=["企业", "年份", "排放去向", "污染物", "排放量", "单位"]), "good"
    )

    assert (taken.taken, taken.refused) == (1, 1)
    assert queries.releases_of(2025)[0].tonnes == Decimal("0.003")


def test_one_pollutant_under_two_names_is_given_once(plant):
    preview, _taken = bring(
        sheet(["A1", "2025", "air", "vocs", "1", "t"], ["A1", "2025", "air", "nmhc", "1", "t"])
    )

    assert [fault.code for fault in preview.faults] == ["import.row.twice"]


def test_an_import_can_be_undone(plant):
    _preview, taken = bring(sheet(GOOD))

    services.undo_import(upload_id=taken.upload_id, user_id=None, now=make.NOW)

    assert queries.releases_of(2025) == []
    with pytest.raises(Refused):
        services.withdraw_release(release_id=Release.objects.get().pk, user_id=None, now=make.NOW)


def test_an_enterprise_cannot_undo_what_the_park_brought_for_others(plant):
    make.enterprise("B2", plant.park)
    _preview, taken = bring(sheet(GOOD, ["B2", *GOOD[1:]]))

    with pytest.raises(Refused) as refused:
        services.undo_import(
            upload_id=taken.upload_id, enterprise_id=plant.pk, user_id=None, now=make.NOW
        )

    assert refused.value.code == "import.undo.other"


def test_a_register_is_known_by_its_heading_and_unknown_sites_are_named(plant):
    text = REGISTER + (
        "A1,W,2015,Air,Monoxyde de carbone (CO),5,t/an\n"
        "Q7,X,2015,Air,Monoxyde de carbone (CO),6,t/an\n"
    )

    preview, taken = bring(text.encode(), "good")

    assert [(fault.cell, fault.code, fault.value) for fault in preview.faults] == [
        ("A3", "import.enterprise.unknown", "Q7")
    ]
    assert taken.taken == 1
    assert queries.releases_of(2015)[0].tonnes == 5


def test_a_register_in_western_european_encoding_is_read(plant):
    text = REGISTER + "A1,W,2015,Eau (direct),Demande chimique en oxygène (DCO),7,t/an\n"

    _preview, taken = bring(text.encode("cp1252"))

    assert taken.taken == 1


def test_carbon_dioxide_of_a_register_is_recorded_once_and_says_how(plant):
    text = REGISTER + (
        "A1,W,2015,Air,CO2 Total d'origine non biomasse uniquement,60,t/an\n"
        "A1,W,2015,Air,CO2 Total d'origine biomasse uniquement,40,t/an\n"
    )

    bring(text.encode())

    (row,) = queries.releases_of(2015)
    assert (row.pollutant, row.tonnes) == ("co2", 100)
    assert "non-biomass + biomass" in row.evidence
