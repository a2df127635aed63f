"""Whole lists against a reading of the rules that shares no code and no table with the product."""

from decimal import Decimal
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.synergy.calc.test_lists import amount, drawn, unit

SCREENED = {"so2": "AIR", "nox": "AIR", "cod": "WATER", "tn": "WATER"}
FACTS = ("is_ets_sector", "is_designated_energy_user")
#: Values at, just below and above the thresholds; few, so that ties are the rule.
ENERGY = st.sampled_from(["0", "999.9", "1000", "4999.9", "5000", "9999.9", "10000", "70000"])
CARBON = st.sampled_from(["0", "25999.9", "26000", "500000"])
MASS = st.integers(0, 5).map(str)
FIRM = st.fixed_dictionaries(
    {"energy": ENERGY, "co2": CARBON, **dict.fromkeys(SCREENED, MASS)},
    optional=dict.fromkeys(FACTS, st.just("yes")),
)
PARK = st.lists(FIRM, min_size=1, max_size=6)


def named(park):
    return zip("abcdef", park, strict=False)


def energy_users(park):
    for code, firm in named(park):
        tce = Decimal(firm["energy"])
        if tce >= 10000:
            yield "energy", "national_key", code
        elif tce >= 5000 and "is_designated_energy_user" in firm:
            yield "energy", "national_designated", code
        if tce >= 5000:
            yield "energy", "zhejiang_key", code
        elif tce >= 1000:
            yield "energy", "zhejiang_local", code


def carbon_emitters(park):
    for code, firm in named(park):
        if Decimal(firm["co2"]) >= 26000:
            yield "carbon", "park_size", code
            if "is_ets_sector" in firm:
                yield "carbon", "national_ets", code


def dischargers(park):
    for subject, medium in SCREENED.items():
        masses = {code: int(firm[subject]) for code, firm in named(park)}
        for code in over_the_screening_limit(masses):
            yield f"env_{medium.lower()}", f"screening_limit {subject}", code


def over_the_screening_limit(masses):
    """Try every set of firms: the fewest that hold 65 %, the heaviest of these, and all ties."""
    if not any(masses.values()):
        return []
    sets = (group for size in range(1, 7) for group in combinations(masses, size))
    reaching = [
        group
        for group in sets
        if 100 * sum(masses[code] for code in group) >= 65 * sum(masses.values())
    ]
    fewest = min(map(len, reaching))
    heaviest = max(
        (group for group in reaching if len(group) == fewest),
        key=lambda group: sum(masses[code] for code in group),
    )
    limit = min(masses[code] for code in heaviest)
    return [code for code, mass in masses.items() if mass >= limit]


@settings(deadline=None)
@given(PARK)
def test_the_lists_are_those_that_the_articles_read_aloud_give(park):
    units = [
        unit(
            code,
            amount("energy", firm["energy"]),
            amount("co2", firm["co2"]),
            *(amount(subject, firm[subject], medium=SCREENED[subject]) for subject in SCREENED),
            facts=[fact for fact in FACTS if fact in firm],
        )
        for code, firm in named(park)
    ]

    found = {
        (
            row.list,
            f"{row.rule} {row.subject}" if row.rule == "screening_limit" else row.rule,
            row.enterprise_code,
        )
        for row in drawn(*units).rows
    }

    assert found == {*energy_users(park), *carbon_emitters(park), *dischargers(park)}
