"""Solvents that a balance may be of, from carbon's table of substances."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from copark.kernel import tables
from copark.kernel.figure import Source
from copark.pollution.calc.solvent import Solvent

#: Gases and salts of the table: nobody's solvent, and no volatile organic compound.
NO_SOLVENTS = frozenset(
    {
        "urea",
        "methane",
        "ethane",
        "propane",
        "ethylene",
        "propylene",
        "butadiene",
        "acetylene",
        "carbon_monoxide",
        "carbon_dioxide",
        "ammonium_bicarbonate",
        "adipic_acid",
        "phosgene",
        "hydrogen_cyanide",
    }
)
SHORT = frozenset({"dmf", "dmac", "dmso", "nmp", "thf", "mtbe", "mibk"})


@dataclass(frozen=True, slots=True)
class Substance:
    """A substance by its key, with its names and its carbon."""

    key: str
    name_en: str
    name_zh: str
    solvent: Solvent


def substances(text: str) -> dict[str, Substance]:
    r"""
    Return the solvents of ``substance_carbon.csv`` by key.

    Examples
    --------
    >>> head = "substance,name_zh,c_fraction_computed,source,confidence\n"
    >>> substances(head + "n_hexane,正己烷,0.83625,computed,memory\n")["n_hexane"].name_en
    'N-hexane'
    """
    return {
        row["substance"]: Substance(
            key=row["substance"],
            name_en=_spelled(row["substance"]),
            name_zh=row["name_zh"],
            solvent=Solvent(
                row["substance"],
                Decimal(row["c_fraction_computed"]),
                Source(row["source"], row["confidence"]),
            ),
        )
        for row in tables.rows(text)
        if row["substance"] not in NO_SOLVENTS and row["c_fraction_computed"]
    }


def _spelled(key: str) -> str:
    if key in SHORT:
        return key.upper()
    head, _, rest = key.partition("_")
    if head.isdigit() or head in {"n", "tert"}:
        return key.replace("_", "-").capitalize()
    return f"{head} {rest}".replace("_", " ").strip().capitalize()
