"""Energy per unit of what an enterprise brings forth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from decimal import Decimal


def energy_intensity(*, energy: Decimal, brought_forth: Decimal, of: str) -> Decimal:
    r"""
    Return the energy used per unit of product, output value or added value.

    Parameters
    ----------
    energy
        Comprehensive energy use; negative for a net supplier. [tce]
    brought_forth
        Product, output value or added value. [t, 1e4 CNY, …]
    of
        What was brought forth, for the sentence.

    Returns
    -------
    Decimal
        Unrounded. [tce per unit]

    Raises
    ------
    Refused
        ``energy.intensity.none``, if nothing was brought forth, or
        ``energy.intensity.negative``, if the added value is negative: a ratio to it would call
        the enterprise that loses most the best.

    Notes
    -----
    .. math:: e = E / P

    Examples
    --------
    >>> from decimal import Decimal
    >>> energy_intensity(energy=Decimal(1229), brought_forth=Decimal(1000), of="product")
    Decimal('1.229')

    References
    ----------
    .. [1] GB/T 2589-2020, energy use per unit of product and of value.
    """
    if brought_forth == 0:
        message = f"There is no intensity where the {of} is zero."
        raise Refused("energy.intensity.none", message, of=of)
    if brought_forth < 0:
        message = f"The {of} is negative; an intensity of it would mean nothing."
        raise Refused("energy.intensity.negative", message, of=of)
    return energy / brought_forth
