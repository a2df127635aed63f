"""The facility register: published totals, and every trap its README names."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copark.base.sheets import reading
from copark.kernel.errors import Refused
from copark.pollution.calc import register
from copark.pollution.calc.register import sums
from copark.site.commands import tables

HEAD = "Identifiant,Nom_Etablissement,Annee_Emission,Milieu,Polluant,quantite,unite\n"
TOTAL = "CO2 Total (CO2 d'origine biomasse et non biomasse)"
FOSSIL = "CO2 Total d'origine non biomasse uniquement"
BIOMASS = "CO2 Total d'origine biomasse uniquement"
NOX = "Oxydes d'azote (NOx - NO + NO2) (en eq. NO2)"
COD = "Demande chimique en oxygène (DCO)"


LABELS = tables.labels()


def read(*rows):
    lines = [",".join(f'"{cell}"' for cell in row) for row in rows]
    return register.read(HEAD + "\n".join(lines) + "\n", LABELS)


def row(
    site="1", label=NOX, quantity="1000", unit="kg/an", *, name="Works", medium="Air", year="2015"
):
    return (site, name, year, medium, label, quantity, unit)


@pytest.fixture(scope="module")
def published(shared):
    content = (shared / "irep_fr_2015_half/emissions.csv").read_bytes()
    return register.read(reading.decoded(content), tables.labels())


def total_of(found, pollutant, *, join_water=False):
    (one,) = [
        line for line in sums(found.releases, join_water=join_water) if line.pollutant == pollutant
    ]
    return one


def test_the_published_totals_are_met_to_the_kilogram(published):
    co2, nmvoc = total_of(published, "co2"), total_of(published, "nmhc")
    cod = total_of(published, "cod", join_water=True)

    assert round(co2.tonnes / 1000, 4) == Decimal("52069.0998")
    assert co2.tonnes == Decimal("52069099.830")
    assert (co2.names, co2.sites) == (345, 355)
    assert (nmvoc.tonnes, nmvoc.names, nmvoc.media) == (Decimal("16969.5"), 95, ("AIR",))
    assert (cod.tonnes, cod.names, cod.media) == (Decimal(117502), 97, ("INDIRECT", "WATER"))


def test_every_row_of_the_register_is_understood(published):
    assert (len(published.entries), len(published.faults)) == (2616, 0)
    assert len({entry.site for entry in published.entries}) == 604


def test_direct_and_indirect_water_are_kept_apart_and_make_up_the_published_sum(published):
    apart = {
        line.media: line.tonnes for line in sums(published.releases) if line.pollutant == "cod"
    }

    assert set(apart) == {("WATER",), ("INDIRECT",)}
    assert sum(apart.values()) == Decimal(117502)


def test_a_sum_over_all_three_carbon_labels_would_have_counted_twice(published):
    naive = sum(entry.tonnes for entry in published.entries if entry.pollutant == "co2")

    assert naive > total_of(published, "co2").tonnes * Decimal("1.5")


def test_kilograms_tonnes_and_grams_become_tonnes():
    found = read(
        row("1", quantity="1500"),
        row("2", COD, "2", "t/an", medium="Eau (direct)"),
        row("3", "Dioxines et furanes (PCDD + PCDF) (exprimés en iTeq)", "0.05", "g/an"),
    )

    assert [release.tonnes for release in found.releases] == [
        Decimal("1.5"),
        Decimal(2),
        Decimal("0.00000005"),
    ]


def test_a_total_stands_for_its_parts():
    found = read(
        row(label=FOSSIL, quantity="60"),
        row(label=TOTAL, quantity="101"),
        row(label=BIOMASS, quantity="40"),
    )

    (release,) = found.releases
    assert (release.tonnes, release.counting, release.lines) == (
        Decimal("0.101"),
        "total",
        (2, 3, 4),
    )


def test_parts_are_added_only_where_no_total_is_given_and_the_release_says_so():
    found = read(row(label=FOSSIL, quantity="60"), row(label=BIOMASS, quantity="40"))

    (release,) = found.releases
    assert (release.tonnes, release.counting) == (Decimal("0.1"), "parts")


def test_sites_of_one_name_are_told_apart_by_their_identity():
    found = read(row("1", name="SAME"), row("2", name="SAME"))

    (line,) = sums(found.releases)
    assert (line.sites, line.names) == (2, 1)


def test_a_site_without_a_row_is_below_the_threshold_and_has_no_release():
    found = read(row("1"), row("2", COD, medium="Eau (direct)"))

    assert {(release.site, release.pollutant) for release in found.releases} == {
        ("1", "nox"),
        ("2", "cod"),
    }


@pytest.mark.parametrize(
    ("change", "cell", "code"),
    [
        ({"site": ""}, "A2", "import.cell.empty"),
        ({"year": "20x5"}, "C2", "import.year.bad"),
        ({"year": "٢٠١٥"}, "C2", "import.year.bad"),
        ({"medium": "Lune"}, "D2", "import.medium.unknown"),
        ({"label": "Kryptonite"}, "E2", "import.pollutant.unknown"),
        ({"quantity": "beaucoup"}, "F2", "import.number.bad"),
        ({"quantity": "-3"}, "F2", "import.number.negative"),
        ({"quantity": "NaN"}, "F2", "import.number.bad"),
        ({"quantity": "Infinity"}, "F2", "import.number.bad"),
        ({"quantity": "1e999999"}, "F2", "import.number.bad"),
        ({"quantity": "9" * 50}, "F2", "import.number.bad"),
        ({"unit": "lb/an"}, "G2", "import.unit.unknown"),
    ],
)
def test_a_bad_row_is_named_by_its_cell_and_the_good_ones_stay(change, cell, code):
    found = read(row(**change), row("9"))

    (fault,) = found.faults
    assert (fault.cell, fault.code) == (cell, code)
    assert [release.site for release in found.releases] == ["9"]


def test_a_row_given_twice_is_counted_once_and_names_the_first():
    found = read(row(), row())

    assert [fault.facts["first"] for fault in found.faults] == ["2"]
    assert found.releases[0].tonnes == 1


def test_rows_are_numbered_as_a_spreadsheet_does_even_with_line_breaks_inside_quotes():
    found = read(row("1", name="TWO\nLINES"), row("2", quantity="x"))

    assert found.faults[0].cell == "F3"


def test_a_register_that_lacks_a_column_is_refused_by_name():
    with pytest.raises(Refused, match="unite"):
        register.read(
            "Identifiant,Nom_Etablissement,Annee_Emission,Milieu,Polluant,quantite\n",
            tables.labels(),
        )


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_of_the_usual_separators_is_found(separator):
    text = HEAD + "1,W,2015,Air,Monoxyde de carbone (CO),5,kg/an\n"

    found = register.read(text.replace(",", separator), tables.labels())

    assert found.releases[0].tonnes == Decimal("0.005")


@settings(deadline=None, max_examples=50)
@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.integers(0, 10**6)),
        max_size=30,
        unique_by=lambda pair: pair[0],
    )
)
def test_no_kilogram_is_lost_between_rows_and_sums(rows):
    found = read(*(row(str(site), quantity=str(kg)) for site, kg in rows))

    assert sum(line.tonnes for line in sums(found.releases)) * 1000 == sum(kg for _, kg in rows)


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=200))
def test_rubbish_under_the_heading_never_breaks_the_reader(rubbish):
    read_any = register.read(HEAD + rubbish, tables.labels())

    assert all(release.tonnes >= 0 for release in read_any.releases)
