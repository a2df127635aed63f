"""The enterprises before they are rows: names from our own list, sizes from a real register.

A register site lends its sizes, multiplied down; where it lies below a reporting threshold, the
kind's own figure stands in. No name, place or number of a real company is used.
"""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from demo import extract

SEED = 20_260_101
GAS_TCO2_PER_M3 = 21.62e-4  #: Natural gas, to turn a register's CO2 into the fuel that made it.
COAL_TCO2_PER_T = 2.0715  #: Bituminous coal, likewise.
#: The register's sites are large; what an enterprise of the park takes of their figures.
TAKEN = {"nmhc": 0.1, "co2": 0.3, "cod": 0.3, "nox": 0.3, "so2": 0.3}
CHP_TAKES = 0.6
SMALL_PARK = ("E01", "E20", "E27", "E36", "E37", "E40")


@dataclass(frozen=True, slots=True)
class Kind:
    """What an enterprise of size 1 of a kind uses and releases in a year."""

    electricity_mwh: float
    steam_t: float
    gas_m3: float
    nmhc_t: float
    cod_t: float


KINDS = {
    "api": Kind(13_000, 26_000, 550_000, 5.0, 60),
    "formulation": Kind(4_000, 3_000, 140_000, 0.5, 6),
    "intermediate": Kind(12_000, 22_000, 700_000, 5.0, 50),
    "solvent": Kind(9_000, 38_000, 900_000, 7.0, 25),
    "pesticide": Kind(13_000, 24_000, 1_150_000, 5.0, 45),
    "dye": Kind(14_000, 34_000, 900_000, 3.0, 80),
    "resin": Kind(16_000, 18_000, 900_000, 4.0, 20),
    "additive": Kind(7_000, 8_000, 370_000, 2.0, 18),
    "gas": Kind(45_000, 0, 90_000, 0.0, 1),
    "chp": Kind(9_000, 0, 0, 0.0, 12),
    "sewage": Kind(16_000, 6_000, 45_000, 1.5, 0),
    "incinerator": Kind(6_000, 0, 700_000, 1.2, 8),
    "tankfarm": Kind(2_500, 4_000, 22_000, 4.0, 2),
    "station": Kind(300, 0, 0, 0.0, 0),
}


@dataclass(frozen=True, slots=True)
class Firm:
    """One enterprise: who, where, and how much in the year of reference."""

    code: str
    name_en: str
    name_zh: str
    kind: str
    sector: str
    plot: str
    permit_class: str
    flags: frozenset[str]
    stand_in_of: str
    size: float
    electricity_mwh: float
    steam_t: float  #: Bought; the cogeneration plant's is sold and negative.
    gas_m3: float
    coal_t: float
    nmhc_t: float
    cod_t: float
    nox_t: float
    so2_t: float

    @property
    def is_key(self) -> bool:
        return self.permit_class == "KEY"


@cache
def listed() -> tuple[dict[str, str], ...]:
    text = (Path(__file__).parent / "data" / "enterprises.csv").read_text("utf-8")
    return tuple(csv.DictReader(io.StringIO(text)))


@cache
def _sites() -> dict[str, dict[str, str]]:
    return {
        row["site"]: row for row in csv.DictReader(io.StringIO(extract.read("facilities.csv.gz")))
    }


def firms(*, seed: int = SEED, small: bool = False) -> list[Firm]:
    """Return the park's enterprises; the same for the same seed."""
    sized = [_sized(row, random.Random(f"{seed}-{row['code']}")) for row in listed()]
    supplied = _supplied(sized)
    return [firm for firm in supplied if not small or firm.code in SMALL_PARK]


def _sized(row: dict[str, str], rng: random.Random) -> Firm:
    site = _sites().get(row["site"], {})
    own = KINDS[row["kind"]]
    size = _size(site) * rng.uniform(0.9, 1.1)
    vary = lambda: size * rng.uniform(0.85, 1.18)  # noqa: E731 - one draw a figure
    taken = {key: _taken(site, f"{place}_{key}_kg", key) for place, key in _COLUMNS}
    return Firm(
        **{key: row[key] for key in ("code", "name_en", "name_zh", "kind", "sector", "plot")},
        permit_class=row["permit_class"],
        flags=frozenset(row["flags"].split()),
        stand_in_of=_stand_in(row),
        size=size,
        electricity_mwh=own.electricity_mwh * vary(),
        steam_t=own.steam_t * vary(),
        gas_m3=_gas(row["kind"], site, own.gas_m3 * vary()),
        coal_t=_coal(row["kind"], site),
        nmhc_t=taken["nmhc"] or own.nmhc_t * vary(),
        cod_t=taken["cod"] or own.cod_t * vary(),
        nox_t=taken["nox"] or own.gas_m3 * 1.6e-6 * vary(),
        so2_t=taken["so2"] or own.gas_m3 * 2.5e-7 * vary(),
    )


_COLUMNS = (("air", "nmhc"), ("sewer", "cod"), ("air", "nox"), ("air", "so2"))


def _size(site: dict[str, str]) -> float:
    """Return how large a register site is beside a usual one, by what it reports most of."""
    usual = {"air_nmhc_kg": 60e3, "air_co2_kg": 20e6, "sewer_cod_kg": 300e3}
    shares = [float(site.get(key) or 0) / kg for key, kg in usual.items()]
    return min(max([0.45, *(share**0.5 for share in shares)]), 2.4)


def _taken(site: dict[str, str], column: str, key: str) -> float:
    return float(site.get(column) or 0) / 1000 * TAKEN[key]


def _gas(kind: str, site: dict[str, str], own: float) -> float:
    co2_t = float(site.get("air_co2_kg") or 0) / 1000
    if kind in {
        "chp",
        "incinerator",
        "sewage",
        "tankfarm",
    }:  # the register's CO2 is not of their own gas
        return own
    return co2_t * TAKEN["co2"] / GAS_TCO2_PER_M3 or own


def _coal(kind: str, site: dict[str, str]) -> float:
    co2_t = float(site.get("air_co2_kg") or 0) / 1000
    return co2_t * CHP_TAKES / COAL_TCO2_PER_T if kind == "chp" else 0.0


def _stand_in(row: dict[str, str]) -> str:
    if not row["site"]:
        return "sized by hand; no register site"
    shares = f"NMHC ×{TAKEN['nmhc']}, COD ×{TAKEN['cod']}, CO2 ×{TAKEN['co2']}"
    if row["kind"] == "chp":
        shares = f"CO2 ×{CHP_TAKES}, NOx ×{TAKEN['nox']}"
    return f"Géorisques IREP 2015, site {row['site']}; {shares}"


def _supplied(sized: list[Firm]) -> list[Firm]:
    """Let the cogeneration plant's coal cover the steam that the others buy."""
    plant = next(firm for firm in sized if firm.kind == "chp")
    made_t = plant.coal_t * STEAM_T_PER_COAL_T
    wanted_t = sum(firm.steam_t for firm in sized)
    fair = made_t / wanted_t
    return [
        replace(
            firm,
            steam_t=-made_t if firm is plant else firm.steam_t * fair,
            electricity_mwh=-plant.coal_t * MWH_PER_COAL_T
            if firm is plant
            else firm.electricity_mwh,
        )
        for firm in sized
    ]


STEAM_T_PER_COAL_T = 3.4  #: Heat to customers at 41 % of 23.2 GJ/t, steam of 2.77 GJ/t.
MWH_PER_COAL_T = 0.5  #: Power to the grid at 8 % of 23.2 GJ/t.
