"""Carbon in substances: by their formula, beside the value that the guide prints."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from copark.kernel import tables
from copark.kernel.figure import Source

#: A guide's value that lies further from the formula is named at the figure. [-]
DIFFERS = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Substance:
    """A substance and the carbon in it."""

    key: str
    name_zh: str
    formula: str
    carbon: Decimal  #: By formula where there is one, else as the guide prints it. [tC/t]
    guide: Decimal | None  #: As the guide prints it. [tC/t]
    source: Source
    note: str

    @property
    def differs(self) -> bool:
        """Say whether the guide prints another value than the formula gives."""
        return self.guide is not None and abs(self.guide - self.carbon) > DIFFERS * self.guide


def substances(text: str) -> dict[str, Substance]:
    """Return the substances of ``substance_carbon.csv`` by key."""
    return {row["substance"]: _substance(row) for row in tables.rows(text)}


def _substance(row: dict[str, str]) -> Substance:
    computed = tables.number(row["c_fraction_computed"])
    guide = tables.number(row["guide_cc_tc_per_t"])
    carbon = computed if computed is not None else guide
    return Substance(
        key=row["substance"],
        name_zh=row["name_zh"],
        formula=row["formula"],
        carbon=Decimal(0) if carbon is None else carbon,
        guide=guide,
        source=Source(row["source"], row["confidence"]),
        note=row["note"],
    )


def carbon_fraction(*, carbons: int, molar_mass: Decimal) -> Decimal:
    r"""
    Return the mass fraction of carbon in a substance.

    Parameters
    ----------
    carbons
        Carbon atoms in the formula. [-]
    molar_mass
        Molar mass. [g/mol]

    Returns
    -------
    Decimal
        Unrounded. [tC/t]

    Raises
    ------
    ValueError
        If the substance would be more than carbon.

    Notes
    -----
    .. math:: CC = 12.011 \cdot n_C / M

    Examples
    --------
    Acetonitrile:

    >>> round(carbon_fraction(carbons=2, molar_mass=Decimal("41.053")), 5)
    Decimal('0.58515')

    References
    ----------
    .. [1] IUPAC, standard atomic weights: carbon 12.011.
    """
    carbon = carbons * Decimal("12.011")
    if carbons < 0 or molar_mass <= 0 or carbon > molar_mass:
        message = f"{carbons} carbon atoms do not fit into {molar_mass} g/mol"
        raise ValueError(message)
    return carbon / molar_mass
