from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from copark.kernel.errors import Refused
from copark.kernel.figure import Figure, Ingredient, Source
from copark.site.commands import tables
from copark.synergy.calc import frozen
from copark.synergy.calc.frozen import Decision
from tests.synergy.calc.test_lists import amount, drawn, unit

DECISION = Decision("energy", 2025, 1, "文〔2026〕1号", date(2026, 3, 20), "园区管委会", "")
RULES = tables.rule_set("zhejiang", "")
RECORDS = tables.rows("synergy", "rules/zhejiang.csv")


def rows():
    deep = Figure(
        "energy",
        Decimal("6000.10"),
        "tce",
        "sum",
        "2025",
        parts=(
            Figure(
                "coal",
                Decimal("6000.10"),
                "tce",
                "amount x factor",
                ingredients=(
                    Ingredient("amount", Decimal("8400.00"), "t", Source("GB/T 2589", "memory")),
                ),
            ),
        ),
    )
    first = unit("a", replace(amount("energy", 1), figure=deep))
    second = unit("b", amount("nox", 70, medium="AIR"), facts=["permit_class_key"])
    return drawn(first, second).rows


def text(found):
    return frozen.text_of(DECISION, RULES, RECORDS, {"en": found, "zh-hans": found})


def test_a_frozen_row_comes_back_to_the_last_digit_with_its_whole_making():
    found = rows()

    content = frozen.read(text(found), frozen.seal(text(found)))

    assert frozen.rows_of(content, "en") == found
    assert frozen.rows_of(content, "zh-hans") == found


def test_a_changed_letter_breaks_the_seal():
    kept = text(rows())

    with pytest.raises(Refused) as refused:
        frozen.read(kept.replace("6000.10", "4000.10"), frozen.seal(kept))

    assert refused.value.code == "synergy.publication.damaged"


def test_the_same_list_gives_the_same_text():
    assert text(rows()) == text(rows())


def test_differences_name_who_enters_who_leaves_and_whose_amount_differs():
    was = drawn(unit("a", amount("energy", 6000)), unit("b", amount("energy", 7000))).rows
    now = drawn(unit("b", amount("energy", 7001)), unit("c", amount("energy", 8000))).rows

    found = frozen.differences(was, now)

    assert [(one.kind, one.row.enterprise_code) for one in found] == [
        ("ENTERS", "c"),
        ("LEAVES", "a"),
        ("DIFFERS", "b"),
    ]
    assert frozen.differences(was, was) == []
