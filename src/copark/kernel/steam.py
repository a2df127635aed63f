"""Enthalpy of water and steam from what a gauge shows. Physics, so float."""

from __future__ import annotations

import math

import seuif97

from copark.kernel.errors import Refused

HOTTEST = 2000.0  #: Upper end of the industrial formulation. [°C]
HIGHEST = 100.0  #: Upper end of the formulation up to 800 °C. [MPa]
CRITICAL = 22.064  #: Above the critical pressure there is no saturated steam. [MPa]
TRIPLE = 0.000611657  #: Below the triple point there is no water to boil. [MPa]


def enthalpy_if97(*, pressure: float, temperature: float | None = None) -> float:
    """
    Return the specific enthalpy of steam, saturated where no temperature is given.

    Parameters
    ----------
    pressure
        Absolute pressure; a gauge shows about 0.1 less. [MPa]
    temperature
        Temperature of superheated steam; None for dry saturated steam. [°C]

    Returns
    -------
    float
        Specific enthalpy above liquid water at the triple point. [kJ/kg]

    Raises
    ------
    Refused
        ``steam.state.outside``, if the formulation does not reach there, or
        ``steam.state.liquid``, if water is liquid in that state.

    Notes
    -----
    Industrial formulation of 1997 [1]_, regions 1 to 5, by the library SEUIF97 (MIT). Valid up to
    100 MPa and 800 °C, and up to 50 MPa and 2,000 °C.

    Examples
    --------
    >>> round(enthalpy_if97(pressure=0.8), 1)
    2768.3
    >>> round(enthalpy_if97(pressure=3.0, temperature=500.0), 1)
    3457.0

    References
    ----------
    .. [1] IAPWS R7-97(2012), Revised Release on the IAPWS Industrial Formulation 1997.
    """
    if temperature is None:
        return _saturated(pressure)
    if not (0 < pressure <= HIGHEST and 0 <= temperature <= HOTTEST):
        raise _outside(pressure, temperature)
    found = float(seuif97.pt2h(pressure, temperature))
    if found < 0 or not math.isfinite(found):
        raise _outside(pressure, temperature)
    if pressure < CRITICAL and temperature < float(seuif97.px2t(pressure, 1.0)):
        message = (
            f"Water of {pressure} MPa and {temperature} °C is liquid, not steam; "
            "give the absolute pressure, or leave the temperature out for saturated steam."
        )
        raise Refused("steam.state.liquid", message, pressure=pressure, temperature=temperature)
    return found


def _saturated(pressure: float) -> float:
    if not TRIPLE <= pressure <= CRITICAL:
        raise _outside(pressure, None)
    return float(seuif97.px2h(pressure, 1.0))


def _outside(pressure: float, temperature: float | None) -> Refused:
    state = f"{pressure} MPa" + ("" if temperature is None else f" and {temperature} °C")
    message = (
        f"Steam of {state} lies outside the steam tables; "
        "the pressure is absolute, in MPa, and the temperature in °C."
    )
    return Refused("steam.state.outside", message, pressure=pressure, temperature=temperature)
