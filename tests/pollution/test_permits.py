"""Releases held against the permits of those who released, and of nobody else."""

from decimal import Decimal

from copark.kernel.figure import Figure
from copark.pollution.contracts import AgainstPermits, PollutantYear
from copark.pollution.queries import against_permits
from copark.registry.contracts import PermitRef


def released(enterprise: int, pollutant: str, tonnes: str, medium: str = "AIR") -> PollutantYear:
    figure = Figure(pollutant, Decimal(tonnes), "t", "declared")
    return PollutantYear(enterprise, 2026, medium, pollutant, figure, "DECLARED")


def permit(enterprise: int, pollutant: str, tonnes: str, medium: str = "AIR") -> PermitRef:
    return PermitRef(enterprise, pollutant, medium, 2026, Decimal(tonnes), "permit")


def test_the_permit_of_somebody_who_has_not_reported_does_not_count():
    rows = [released(1, "so2", "30")]
    permits = [permit(1, "so2", "40"), permit(2, "so2", "1000")]

    found = against_permits(rows, permits)

    assert found == {("AIR", "so2"): AgainstPermits(Decimal(40), Decimal(30))}
    assert found["AIR", "so2"].share == Decimal("0.75")


def test_a_release_without_a_permit_is_not_held_against_anothers():
    rows = [released(1, "nox", "30"), released(2, "nox", "5")]

    found = against_permits(rows, [permit(2, "nox", "10")])

    assert found == {("AIR", "nox"): AgainstPermits(Decimal(10), Decimal(5))}


def test_water_to_a_works_is_held_against_the_permit_for_water():
    found = against_permits(
        [released(1, "cod", "8", "INDIRECT")], [permit(1, "cod", "10", "WATER")]
    )

    assert found["INDIRECT", "cod"].share == Decimal("0.8")


def test_a_permit_of_nothing_gives_no_share():
    found = against_permits([released(1, "pb", "1")], [permit(1, "pb", "0")])

    assert found["AIR", "pb"].share is None
