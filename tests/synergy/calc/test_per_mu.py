"""The score per mu of land, against the examples of the facts."""

from __future__ import annotations

from decimal import Decimal
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.kernel.errors import Refused
from copark.synergy.calc import per_mu

TEXT = resources.files("copark.synergy.calc").joinpath("per_mu_bases.csv").read_text("utf-8")
HUANGYAN = per_mu.bases(TEXT, year=2022, group="above_scale")
AT_BASE = {row.key: row.value for row in HUANGYAN}


def test_ae9_an_enterprise_exactly_at_all_six_bases_scores_a_hundred():
    assert abs(per_mu.score(AT_BASE, HUANGYAN).value - 100) <= Decimal("1e-9")


def test_ae10_the_six_illustrative_values_score_106_614():
    values = {
        "tax_per_mu": Decimal(30),
        "va_per_mu": Decimal(150),
        "va_per_energy": Decimal("2.0"),
        "va_per_emission": Decimal(4000),
        "labour_productivity": Decimal(20),
        "rd_share": Decimal("0.04"),
    }

    found = per_mu.score(values, HUANGYAN)

    assert abs(found.value - Decimal("106.614")) <= Decimal("0.001")
    assert len(found.parts) == 6


def test_a_value_that_lacks_takes_the_mean_of_the_group_or_is_refused():
    values = AT_BASE | {"va_per_emission": None}

    assert per_mu.score(values, HUANGYAN, instead={"va_per_emission": Decimal(8)}).value == 98
    with pytest.raises(Refused) as refusal:
        per_mu.score(values, HUANGYAN)
    assert refusal.value.code == "synergy.per_mu.missing"


def test_a_cap_holds_one_indicator_and_leaves_the_others():
    values = AT_BASE | {"tax_per_mu": AT_BASE["tax_per_mu"] * 3}

    assert per_mu.score(values, HUANGYAN, cap=Decimal("1.5")).value == 115


def test_a_year_that_nobody_published_is_refused():
    with pytest.raises(Refused) as refusal:
        per_mu.bases(TEXT, year=2030, group="above_scale")
    assert refusal.value.code == "synergy.per_mu.year"


@given(st.sampled_from(sorted(AT_BASE)), st.decimals(1, 100, places=3))
def test_more_of_any_indicator_is_never_a_lower_score(key, times):
    more = AT_BASE | {key: AT_BASE[key] * times}

    assert per_mu.score(more, HUANGYAN).value >= per_mu.score(AT_BASE, HUANGYAN).value


def test_the_table_is_the_one_that_was_handed_over(shared):
    assert (shared / "permu_params.csv").read_text("utf-8") == TEXT
