"""Figures are told in the reader's language, down to the last ingredient."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from copark.carbon import queries, words
from copark.carbon.calc import sayings
from copark.carbon.calc.account import account
from copark.carbon.calc.document import ROWS
from copark.kernel.figure import Figure, Ingredient
from copark.site.commands import account as command
from copark.site.commands import tables
from tests.carbon.documents import everything

pytestmark = pytest.mark.django_db
FORMULA = re.compile(r"[A-Z][A-Za-z0-9()-]*|[A-Z]{3}|\W+")  # R-410A, Na2CO3, RTO
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SUMS = ("total", "beyond", "scope_1", "scope_2_location", "scope_2_market")


@pytest.fixture(scope="module")
def document():
    return everything()


def told(figure: Figure) -> Figure:
    return words.Telling(1, 2023, queries.item_names(), {}).figure(figure)


def said(figure: Figure):
    yield figure.name
    yield figure.method
    yield from (item.name for item in figure.ingredients)
    for part in figure.parts:
        yield from said(part)


def test_the_document_of_this_test_uses_every_block(document):
    unused = {kind.block for kind in ROWS if not getattr(document, kind.block)}

    assert unused == {"utilities", "output"}


@pytest.mark.parametrize("name", SUMS)
def test_every_name_and_method_of_a_full_document_has_its_chinese(document, name):
    found = account(document, queries.book())

    with translation.override("zh-hans"):
        texts = set(said(told(getattr(found, name))))

    strange = {text for text in texts if not CHINESE.search(text) and not FORMULA.fullmatch(text)}
    if len(strange) == len(texts):
        pytest.skip("the translations are not compiled")
    assert strange == set()


def test_every_refusal_of_the_account_has_its_sentence():
    source = "".join(path.read_text("utf-8") for path in Path(sayings.__file__).parent.glob("*.py"))

    raised = set(re.findall(r'"(carbon\.[a-z]+\.[a-z]+)"', source))

    own_tables = {"carbon.factor.open", "carbon.factor.twice", "carbon.blend.open",
                  "carbon.gwp.twice", "carbon.bulk.key"}  # fmt: skip
    assert raised - set(sayings.REFUSALS) - own_tables == set()


def test_an_english_reader_reads_the_account_as_it_is(document):
    found = account(document, queries.book())

    with translation.override("en"):
        assert set(said(told(found.total))) == set(said(found.total))


def test_the_row_behind_an_amount_is_a_link_and_no_text():
    figure = Figure("Coal", 1, "tCO2e", "x", ingredients=(
        Ingredient("Amount", 1, "t", note="energy.bituminous-sold"),
        Ingredient("COD removed", 1, "t", note="entry.7: 3 m3 × (2 − 1) mg/L"),
    ))  # fmt: skip

    coal, water = told(figure).ingredients

    assert (coal.note, "carrier=bituminous" in coal.url) == ("", True)
    assert (water.note, water.url.endswith("/entries/7/")) == ("3 m3 × (2 − 1) mg/L", True)


def test_the_command_and_the_pages_say_a_name_alike(document):
    speech = command.Speech(chinese=True, names=tables.item_names())
    found = account(document, queries.book())

    with translation.override("zh-hans"):
        pages = list(said(told(found.total)))

    assert [speech.name(text) for text in said(found.total)] == pages
