"""Carbon dioxide from vapours that an oxidiser or a flare destroys by fire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copark.carbon.calc.combustion import M_C, M_CO2

if TYPE_CHECKING:
    from decimal import Decimal


def co2_from_voc(*, fed: Decimal, destruction: Decimal, carbon: Decimal) -> Decimal:
    r"""
    Return the carbon dioxide that destroying organic vapours makes.

    The gas and electricity that the device takes are fuel and electricity of the enterprise, and
    are counted there.

    Parameters
    ----------
    fed
        Vapours that enter the device. [t]
    destruction
        Share destroyed, from 0 to 1. [-]
    carbon
        Mass fraction of carbon in them, from 0 to 1. [tC/t]

    Returns
    -------
    Decimal
        Carbon dioxide, unrounded. [tCO2]

    Raises
    ------
    ValueError
        If `fed` is negative or a share lies outside 0 to 1.

    Notes
    -----
    .. math:: E = VOC \cdot DRE \cdot C \cdot 44/12

    Examples
    --------
    A hundred tonnes of toluene in a regenerative thermal oxidiser:

    >>> from decimal import Decimal
    >>> toluene = co2_from_voc(
    ...     fed=Decimal(100), destruction=Decimal("0.99"), carbon=Decimal("0.91248")
    ... )
    >>> round(toluene, 2)
    Decimal('331.23')
    """
    if fed < 0:
        message = f"the vapours fed must not be negative, got {fed}"
        raise ValueError(message)
    for name, share in (("destruction", destruction), ("carbon", carbon)):
        if not 0 <= share <= 1:
            message = f"{name} must lie in 0..1, got {share}"
            raise ValueError(message)
    return fed * destruction * carbon * M_CO2 / M_C
