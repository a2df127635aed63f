"""Every word of a figure has its Chinese."""

import pytest
from django.utils import translation
from django.utils.translation import gettext

from copark.pollution import queries, words
from copark.pollution.calc.inventory import REASONS
from copark.pollution.calc.settled import WAY_NAMES, WHY
from tests.pollution.test_entries import (  # noqa: F401 - fixtures
    LEAKS,
    SAMPLES,
    TOLUENE,
    WASTE,
    agency,
    enter,
    entry,
    outlets,
    plant,
    taxed,
)
from tests.pollution.test_storage import mass

pytestmark = pytest.mark.django_db
OWN = {"5", "DA1", "900-404-06"}  #: Codes, which are the same in every language.
LIQUID = {"liquid": "methanol", "filling": "submerged", "volume": "9", "vapour_pressure": "12800"}
OTHERS = {
    "loading": LIQUID | {"molar_mass": "32", "temperature": "20"},
    "voc_water": {"stage": "treatment", "volume": "10"},
    "flare": {"device": "RTO", "fed": "10", "unit": "kg", "efficiency": "98 %"},
    "voc": {"category": "tanks", "way": "AGENCY", "mass": "1", "unit": "t"},
    "water": {"medium": "WATER", "pollutant": "cod", "volume": "9", "concentration": "5",
              "unit": "mg/L", "by": "lab"},
    "coefficient": {"medium": "AIR", "pollutant": "so2", "product": "x", "amount": "1",
                    "unit": "t", "generated": "2"},
}  # fmt: skip


def said(figure):
    yield figure.name
    yield figure.method
    yield from (one.name for one in figure.ingredients)
    for part in figure.parts:
        yield from said(part)


def figures(year):
    yield from (row.figure for row in year.rows)
    for account in (*year.solvents, *year.wastes, year.all_solvents, year.all_wastes):
        yield from account.figures.values()
    yield from (*year.voc.categories.values(), year.voc.organised, year.tax.figure)


def test_every_word_of_a_figure_is_said_in_chinese(plant, outlets):  # noqa: F811
    outlets.append(mass(plant))
    enter(
        agency(plant),
        entry(plant, "leaks", LEAKS),
        entry(plant, "solvent", TOLUENE),
        entry(plant, "waste", WASTE),
        taxed(plant, "so2", 3000),
        *(entry(plant, block, values) for block, values in OTHERS.items()),
    )
    year = queries.figures_of(2025, plant.pk)
    texts = {text for figure in figures(year) for text in said(figure)} - OWN
    texts |= {*REASONS.values(), *WHY.values(), *WAY_NAMES.values()}

    with translation.override("zh-hans"):
        say = words.teller(queries.book())
        left = {text for text in texts if text.isascii() and say(text) == text}

    assert left - {"VOC"} == set()


def test_every_fault_and_refusal_has_its_chinese():
    texts = [*words.FAULTS.values(), *words.REFUSALS.values(), *words.TAX_REFUSALS.values()]

    with translation.override("zh-hans"):
        left = [text for text in texts if gettext(text) == text]

    assert left == []


def test_every_field_has_its_names_in_both_languages():
    asked = [one for block in queries.book().blocks.values() for one in block.asked]

    assert all(one.name_en and one.name_zh for one in asked)
    assert SAMPLES  # the fields of the tests are among them
    assert {*SAMPLES} <= {one.field.key for one in queries.book().blocks["agency"].asked}
