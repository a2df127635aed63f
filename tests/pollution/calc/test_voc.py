from decimal import Decimal
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.kernel.bounds import OutOfBounds
from copark.kernel.errors import Broken, Refused
from copark.pollution.calc import voc, voc_leaks, voc_loading
from copark.pollution.calc.voc import Emission
from copark.pollution.calc.voc_leaks import Component

FOLDER = resources.files("copark.pollution.calc")
CATEGORIES = voc.categories((FOLDER / "voc_sources.csv").read_text("utf-8"))
FACTORS = voc_leaks.leak_factors((FOLDER / "voc_leak_factors.csv").read_text("utf-8"))
COEFFICIENTS = voc_loading.coefficients((FOLDER / "voc_coefficients.csv").read_text("utf-8"))
KINDS = st.sampled_from(sorted(FACTORS))


@pytest.mark.parametrize(
    ("kind", "screening", "pegged_at", "rate"),
    [
        ("gas_valve", 0, None, "6.6E-7"),
        ("gas_valve", 10_000, 10_000, "0.024"),
        ("gas_valve", 100_000, None, "0.11"),
        ("light_liquid_pump", 100_000, 100_000, "0.62"),
        ("connector", 1, None, "3.05E-6"),
        ("light_liquid_valve", 1, None, "6.41E-6"),
    ],
)
def test_leaks_follow_the_table_at_the_ends_of_the_detector(kind, screening, pegged_at, rate):
    end = None if pegged_at is None else Decimal(pegged_at)

    found = voc_leaks.leak_rate_epa(FACTORS[kind], Decimal(screening), end)

    assert found == Decimal(rate)


def test_the_correlation_between_the_ends():
    found = voc_leaks.leak_rate_epa(FACTORS["gas_valve"], Decimal(1000))

    assert float(found) == pytest.approx(1.87e-6 * 1000**0.873, rel=1e-12)


@given(KINDS, st.decimals(0, 200_000, places=1), st.decimals(0, 200_000, places=1))
def test_who_leaks_more_is_never_charged_less(kind, one, other):
    low, high = sorted((one, other))
    factor = FACTORS[kind]

    assert voc_leaks.leak_rate_epa(factor, low) <= voc_leaks.leak_rate_epa(factor, high)


def test_the_voc_part_of_a_stream_counts():
    half = Component(
        "connector", Decimal(1), Decimal(100), voc_fraction=Decimal("0.4"),
        toc_fraction=Decimal("0.8"),
    )  # fmt: skip

    found = voc_leaks.voc_from_leaks([half], FACTORS)

    assert found == Decimal("3.05E-6") * 100 / 2


@given(st.lists(st.tuples(KINDS, st.integers(0, 9999)), max_size=6))
def test_leaks_add_up_over_components_and_hours(components):
    def of(hours, rows):
        held = [Component(kind, Decimal(value), Decimal(hours)) for kind, value in rows]
        return voc_leaks.voc_from_leaks(held, FACTORS)

    apart = sum((of(8000, [row]) for row in components), Decimal(0))

    assert abs(apart - of(8000, components)) < Decimal("1e-18")
    assert abs(of(3000, components) + of(5000, components) - apart) < Decimal("1e-18")


@pytest.mark.parametrize(
    ("component", "code"),
    [
        (Component("roof", Decimal(1), Decimal(1)), "pollution.leak.component"),
        (
            Component("connector", Decimal(1), Decimal(1), pegged_at=Decimal(5)),
            "pollution.leak.peg",
        ),
        (
            Component("connector", Decimal(1), Decimal(1), toc_fraction=Decimal(0)),
            "pollution.leak.stream",
        ),
        (
            Component("connector", Decimal(1), Decimal(1), toc_fraction=Decimal("0.5")),
            "pollution.leak.stream",
        ),
        (Component("connector", Decimal(-1), Decimal(1)), "value.negative"),
        (Component("connector", Decimal(1), Decimal(-1)), "value.negative"),
    ],
)
def test_a_component_that_cannot_be_is_refused(component, code):
    with pytest.raises(Refused) as refusal:
        voc_leaks.voc_from_leaks([component], FACTORS)

    assert refusal.value.code == code


def loading(**changed):
    given_ = {
        "loaded": "1000",
        "saturation": "0.6",
        "vapour_pressure": "12800",
        "molar_mass": "32.042",
        "temperature": "20",
    }
    return voc_loading.voc_from_loading_ap42(
        **{name: Decimal(value) for name, value in (given_ | changed).items()}
    )


def test_loading_by_splash_loses_more_in_the_ratio_of_the_saturation_factors():
    splash = voc_loading.coefficient(COEFFICIENTS, "loading: saturation factor splash").value
    submerged = voc_loading.coefficient(
        COEFFICIENTS, "loading: saturation factor submerged dedicated"
    ).value

    ratio = loading(saturation=str(splash)) / loading(saturation=str(submerged))

    assert abs(ratio - splash / submerged) < Decimal("1e-20")


def test_loading_with_recovery_loses_the_rest():
    assert abs(loading(efficiency="0.95") - loading() / 20) < Decimal("1e-20")


@pytest.mark.parametrize(
    "changed",
    [{"loaded": "-1"}, {"temperature": "-300"}, {"efficiency": "95"}, {"molar_mass": "0"}],
)
def test_a_loading_that_cannot_be_is_refused(changed):
    with pytest.raises(OutOfBounds):
        loading(**changed)


@pytest.mark.parametrize(("place", "expected"), [("废水收集系统", 6000), ("废水处理设施", 50)])
def test_waste_water_loses_what_the_guide_says_for_a_cubic_metre(place, expected):
    row = voc_loading.coefficient(COEFFICIENTS, f"wastewater: {place}")

    found = voc_loading.voc_from_waste_water(volume=Decimal(10_000), coefficient=row.value)

    assert found == expected
    assert row.source.confidence == "memory"


def test_a_coefficient_that_is_not_kept_is_a_fault_of_the_table():
    with pytest.raises(Broken, match="no coefficient"):
        voc_loading.coefficient(COEFFICIENTS, "tanks: anything")


def test_organised_and_fugitive_are_kept_apart():
    found = voc.totals(
        [
            Emission("process_vents", Decimal(100), "MONITORED"),
            Emission("flare", Decimal(1), "BALANCE"),
            Emission("leaks", Decimal(20), "COEFFICIENT"),
            Emission("leaks", Decimal(5), "COEFFICIENT"),
            Emission("tanks", Decimal(3), "BALANCE", evidence="TANKS report 2025.pdf"),
        ],
        CATEGORIES,
    )

    assert (found.organised, found.fugitive, found.all) == (101, 28, 129)
    assert found.by_category["leaks"] == 25
    assert "cooling" not in found.by_category


def test_the_sum_of_voc_opens_into_categories_and_sources():
    figure = voc.figure_of(
        [
            Emission("leaks", Decimal(20), "COEFFICIENT"),
            Emission("leaks", Decimal(5), "COEFFICIENT"),
            Emission("tanks", Decimal(3), "BALANCE", evidence="TANKS report 2025.pdf"),
        ],
        CATEGORIES,
        "2025",
    )

    assert figure.value == sum(part.value for part in figure.parts) == 28
    assert [len(part.ingredients) for part in figure.parts] == [2, 1]
    assert figure.parts[1].ingredients[0].note == "TANKS report 2025.pdf"


@pytest.mark.parametrize("category", ["tanks", "cooling", "upset", "sampling", "accident"])
def test_a_source_without_a_kept_formula_needs_evidence(category):
    with pytest.raises(Refused) as refusal:
        voc.totals([Emission(category, Decimal(3), "BALANCE")], CATEGORIES)

    assert refusal.value.code == "pollution.voc.evidence"


def test_an_unknown_source_category_and_a_negative_mass_are_refused():
    with pytest.raises(Refused, match="roof"):
        voc.totals([Emission("roof", Decimal(3), "BALANCE")], CATEGORIES)
    with pytest.raises(OutOfBounds):
        voc.totals([Emission("leaks", Decimal(-3), "BALANCE")], CATEGORIES)


@given(st.decimals(0, 1000, places=3), st.decimals(0, 1, places=3))
def test_what_is_destroyed_and_what_is_left_make_the_whole(fed, efficiency):
    left = voc.left_by_destruction(fed=fed, efficiency=efficiency)

    assert left + fed * efficiency == fed
