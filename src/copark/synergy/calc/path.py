"""Paths from a base year to a target."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from copark.kernel import bounds
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 100  #: Years of a path; a longer one is a slip of the pen.


def linear(
    *, base_year: int, base: Decimal, target_year: int, target: Decimal
) -> dict[int, Decimal]:
    r"""
    Return the path that falls or rises by the same amount each year.

    Parameters
    ----------
    base_year, target_year
        Years; the target comes later.
    base, target
        Emission in the base year and wanted in the target year. [any]

    Returns
    -------
    dict
        Emission by year, both ends included. [as `base`]

    Raises
    ------
    OutOfBounds
        If an emission is negative.
    Refused
        ``synergy.path.years``, if the target does not come later, or after more than 100 years.

    Notes
    -----
    .. math:: E_t = E_0 + (E_T - E_0) \frac{t - t_0}{T - t_0}

    Examples
    --------
    >>> linear(base_year=2020, base=Decimal(100), target_year=2024, target=Decimal(60))[2023]
    Decimal('70')
    """
    bounds.not_negative(base=base, target=target)
    length = _length(base_year, target_year)
    return {base_year + step: base + (target - base) * step / length for step in range(length + 1)}


def geometric(
    *, base_year: int, base: Decimal, target_year: int, target: Decimal
) -> dict[int, Decimal]:
    r"""
    Return the path that falls or rises by the same share each year.

    Parameters
    ----------
    base_year, target_year
        Years; the target comes later.
    base, target
        Emission in the base year and wanted in the target year, both above zero. [any]

    Returns
    -------
    dict
        Emission by year, both ends included. [as `base`]

    Raises
    ------
    OutOfBounds
        If an emission is not above zero: no constant share leads to zero.
    Refused
        ``synergy.path.years``, if the target does not come later, or after more than 100 years.

    Notes
    -----
    .. math:: E_t = E_0 \left(\frac{E_T}{E_0}\right)^{(t - t_0) / (T - t_0)}

    Examples
    --------
    >>> path = geometric(base_year=2020, base=Decimal(100), target_year=2022, target=Decimal(64))
    >>> round(path[2021], 6), path[2022]
    (Decimal('80.000000'), Decimal('64'))
    """
    bounds.positive(base=base, target=target)
    length = _length(base_year, target_year)
    ratio = target / base
    path = {
        base_year + step: base * ratio ** (Decimal(step) / length) for step in range(length + 1)
    }
    return path | {base_year: base, target_year: target}


def gaps(path: Mapping[int, Decimal], actual: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """
    Return by how much the actual emission lies above its path, year by year.

    Parameters
    ----------
    path, actual
        Emission by year. [any]

    Returns
    -------
    dict
        Negative below the path; only years that both have. [as `path`]

    Examples
    --------
    >>> gaps({2020: Decimal(100), 2021: Decimal(90)}, {2021: Decimal(93)})
    {2021: Decimal('3')}
    """
    return {year: actual[year] - path[year] for year in sorted(path) if year in actual}


def _length(base_year: int, target_year: int) -> int:
    length = target_year - base_year
    if not 0 < length <= LONGEST:
        message = f"The target of {target_year} does not follow {base_year} within {LONGEST} years."
        raise Refused("synergy.path.years", message, field="target_year", value=target_year)
    return length
