"""Concentration and flow to mass, and conversion to reference oxygen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from copark.monitoring.calc.readings import Floats

AIR_OXYGEN = 21.0  #: Oxygen of air in the conversion formula. [%]
#: Milligrams per cubic metre in one unit of concentration.
MG_PER_M3: Final = {
    "mg/m3": 1.0,
    "ug/m3": 1e-3,
    "ng/m3": 1e-6,
    "g/m3": 1e3,
    "mg/L": 1e3,
    "ug/L": 1.0,
}
#: Cubic metres per hour in one unit of flow.
M3_PER_HOUR: Final = {"m3/h": 1.0, "m3/s": 3600.0, "L/s": 3.6, "m3/d": 1 / 24}
KG_PER_MG: Final = 1e-6


def hourly_mass(
    concentration: Floats, flow: Floats, *, concentration_unit: str, flow_unit: str
) -> Floats:
    r"""
    Return the mass that leaves in an hour, of the measured (not converted) concentration.

    Parameters
    ----------
    concentration
        Hourly mean as measured, dry. [`concentration_unit`]
    flow
        Hourly mean at standard state, dry. [`flow_unit`]
    concentration_unit, flow_unit
        Units that the point is sent in; flows come in m3/s, m3/h, L/s.

    Returns
    -------
    Floats
        [kg/h]; NaN where either is missing.

    Raises
    ------
    KeyError
        If a unit is neither a concentration nor a flow that is known.

    Notes
    -----
    .. math:: G_h = C \cdot Q \cdot 10^{-6}

    Examples
    --------
    >>> a = np.array
    >>> float(hourly_mass(a([50.0]), a([20000.0]), concentration_unit="mg/m3", flow_unit="m3/h")[0])
    1.0
    >>> float(hourly_mass(a([80.0]), a([10.0]), concentration_unit="mg/L", flow_unit="L/s")[0])
    2.88
    """
    return np.asarray(
        concentration * MG_PER_M3[concentration_unit] * flow * M3_PER_HOUR[flow_unit] * KG_PER_MG
    )


def at_reference_oxygen(
    concentration: Floats, oxygen: Floats, *, reference: float, guard: float
) -> Floats:
    r"""
    Return concentrations converted to reference oxygen.

    Parameters
    ----------
    concentration
        As measured, dry. [any]
    oxygen
        Measured oxygen, dry. [%]
    reference
        Reference oxygen of the rule that judges. [%]
    guard
        Oxygen from which nothing is converted, since the factor explodes. [%]

    Returns
    -------
    Floats
        [as `concentration`]; NaN at or above the guard, or where oxygen is missing.

    Notes
    -----
    .. math:: C_{ref} = C \cdot (21 - O_{ref}) / (21 - O_2)

    GB 18484-2020 (6), GB 13271-2014 (1), GB 37822-2019 (1), GB 31571-2015 (2).

    Examples
    --------
    >>> a = np.array
    >>> converted = at_reference_oxygen(a([80.0, 80.0]), a([12.0, 21.0]), reference=9, guard=20.5)
    >>> round(float(converted[0]), 3), bool(np.isnan(converted[1]))
    (106.667, True)
    """
    burnt = oxygen < guard
    return np.divide(
        concentration * (AIR_OXYGEN - reference),
        AIR_OXYGEN - oxygen,
        out=np.full(np.shape(concentration), np.nan),
        where=burnt,
    )
