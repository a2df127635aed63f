"""The worked values of monitored mass that an inventory rests on."""

import numpy as np
import pytest

from copark.monitoring.calc import mass


@pytest.mark.parametrize(
    ("reference", "expected"), [(9.0, 106.667), (3.5, 155.556), (11.0, 88.889)]
)
def test_monitoring_rules_4_concentration_at_reference_oxygen(reference, expected):
    found = mass.at_reference_oxygen(
        np.array([80.0]), np.array([12.0]), reference=reference, guard=20.5
    )

    assert round(float(found[0]), 3) == expected


def test_monitoring_rules_4_50_mg_in_20000_m3_is_a_kilogram_an_hour():
    found = mass.hourly_mass(
        np.full(24, 50.0), np.full(24, 20_000.0), concentration_unit="mg/m3", flow_unit="m3/h"
    )

    assert float(found[0]) == 1.0
    assert float(found.sum()) == 24.0
