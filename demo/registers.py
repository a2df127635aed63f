"""
Two made-up public registers, so that the review of matches has something to show.

Firms and places are fictional and lie in the open sea; the columns are those of the registers of
the US EPA. Among the sites are certain matches, renamed plants, neighbours and firms of two sites.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from copark.pollution import services as pollution
from copark.pollution.calc import registers_read

if TYPE_CHECKING:
    from datetime import datetime

YEAR = 2017
AREA = "Reedland"
SOURCE = "Fictional data of the demo, in the columns of the US EPA; not a real register"
#: Key, name, address, city, post code, latitude, longitude, NAICS, tCO2, kgCH4, kgN2O.
GASES = (
    ("9000001", "Heron Solvents Inc. (Reedport)", "1200 Mill Lane", "Reedport", "90001",
     45.0121, -150.0233, "325199", 61_200, 1_150, 120),
    ("9000002", "W. R. Stork & Co.", "4099 W. 71st Street", "Reedport", "90001",
     45.0310, -150.0521, "325180", 28_400, 540, 52),
    ("9000003", "BITTERN ETHANOL LLC", "231 Marsh Ave.", "Sedgeford", "90014",
     45.1203, -150.2011, "325193", 143_900, 2_700, 270),
    ("9000004", "Sedgeford Power Station", "13498 East 800th St", "Sedgeford", "90014",
     45.1302, -150.2150, "221112", 2_310_000, 26_100, 3_800),
    ("9000005", "Avocet Pharmaceuticals North Site", "1401 Shore Rd", "North Reedport", "90002",
     45.0511, -150.0102, "325412", 38_700, 720, 72),
    ("9000006", "Plover", "134 Dyke Lane", "Ploverton", "90020",
     45.2017, -150.3300, "221112", 1_020_000, 11_600, 1_690),
    ("9000007", "Curlew Landfill", "1501 Ashen Rd", "Ploverton", "90020",
     45.2102, -150.3391, "562212", 0, 1_840_000, 0),
    ("9000008", "Teal & Wigeon Sweeteners", "2200 East Basin St", "Sedgeford", "90014",
     45.1388, -150.1904, "311221", 402_000, 173_000, 5_400),
    ("9000009", "Gadwall Cogeneration, LLC", "8805 N Tern Rd", "Reedport", "90001",
     45.0402, -150.0711, "221112", 349_000, 6_600, 660),
)  # fmt: skip
#: Key, name, parent, city, post code, latitude, longitude, NAICS, then substance and five amounts.
TOXICS = (
    ("90001HRNSL1200M", "HERON SOLVENTS INC", "HERON HOLDINGS", "REEDPORT", "90001",
     45.0125, -150.0240, "325199", "Toluene", "108-88-3", 8_560, 58_180, 0, 0, 120),
    ("90001HRNSL1200M", "HERON SOLVENTS INC", "HERON HOLDINGS", "REEDPORT", "90001",
     45.0125, -150.0240, "325199", "Methanol", "67-56-1", 2_210, 14_300, 310, 0, 9_800),
    ("90001STRKC4099W", "W R STORK & CO", "W R STORK & CO", "REEDPORT", "90001",
     45.0318, -150.0530, "325180", "Ammonia", "7664-41-7", 1_900, 22_400, 5_100, 0, 0),
    ("90014BTTRN231MA", "BITTERN ETHANOL LLC", "NA", "SEDGEFORD", "90014",
     45.1231, -150.2060, "325193", "Acetaldehyde", "75-07-0", 3_020, 11_700, 0, 0, 0),
    ("90014SDGFRRRIBO", "SEDGEFORD POWER STATION", "BITTERN ENERGY CORP", "SEDGEFORD", "90014",
     45.1310, -150.2149, "221112", "Hydrochloric acid", "7647-01-0", 0, 96_300, 0, 0, 0),
    ("90014SDGFRRRIBO", "SEDGEFORD POWER STATION", "BITTERN ENERGY CORP", "SEDGEFORD", "90014",
     45.1310, -150.2149, "221112", "Dioxin and dioxin-like compounds", "N150", 0, 0.939, 0, 0, 0),
    ("90002VCTPH1400S", "AVOCET-NORTH REEDPORT SITE", "AVOCET INC", "NORTH REEDPORT", "90002",
     45.0511, -150.0103, "325412", "Dichloromethane", "75-09-2", 940, 12_800, 12, 0, 2_600),
    ("90020PLVRP134DY", "PLOVER POWER STATION", "BITTERN ENERGY CORP", "PLOVERTON", "90020",
     45.2040, -150.3341, "221112", "Hydrochloric acid", "7647-01-0", 0, 41_200, 0, 0, 0),
    ("90020SPNGC902SH", "SHOVELER CUSHION INC", "SHOVELER HOLDINGS", "PLOVERTON", "90020",
     45.2150, -150.3312, "326299", "Toluene", "108-88-3", 310, 1_900, 0, 0, 0),
    ("90014PRMRY2200E", "BASIN INGREDIENTS LLC - SEDGEFORD", "CRANE PARTNERS", "SEDGEFORD", "90014",
     45.1401, -150.1921, "311221", "n-Hexane", "110-54-3", 5_200, 61_400, 0, 0, 0),
    ("90001GRBCH8805N", "GREBE CHEMICALS LP", "GREBE INC", "REEDPORT", "90001",
     45.0421, -150.0752, "325110", "Ethylene", "74-85-1", 102_300, 88_400, 0, 0, 0),
    ("90001HRNSL77DCK", "HERON SOLVENTS DOCK TERMINAL", "HERON HOLDINGS", "REEDPORT", "90001",
     45.0330, -150.0110, "424710", "Toluene", "108-88-3", 4_100, 0, 0, 0, 0),
)  # fmt: skip


def bring(*, user_id: int | None, now: datetime) -> None:
    """Bring both registers in, as a person would."""
    given = {"year": YEAR, "area": AREA, "source": SOURCE, "user_id": user_id, "now": now}
    gases = {"ghgrp-facilities.csv": _facilities(), "ghgrp-flows.csv": _flows()}
    pollution.import_register(files={"tri.csv": _toxics()}, **given)
    pollution.import_register(files=gases, **given)


def _written(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([head, *rows])
    return out.getvalue().encode()


def _facilities() -> bytes:
    return _written((*registers_read.GHG_SITE, "NAICS"), [row[:8] for row in GASES])


def _flows() -> bytes:
    rows = [
        (row[0], name, "air", amount, "kg")
        for row in GASES
        for name, amount in (
            ("Carbon Dioxide", row[8] * 1000), ("Methane", row[9]), ("Nitrous Oxide", row[10]),
        )
    ]  # fmt: skip
    return _written(registers_read.GHG_COLUMNS, rows)


def _toxics() -> bytes:
    head = (
        "YEAR", "TRIFD", "FACILITY NAME", "STANDARD PARENT CO NAME", "CITY", "ZIP", "LATITUDE",
        "LONGITUDE", "PRIMARY NAICS", "CHEMICAL", "CAS#", "CLASSIFICATION", "UNIT OF MEASURE",
        *(column for column, _, _ in registers_read.TRI_AMOUNTS),
    )  # fmt: skip
    rows = []
    for row in TOXICS:
        is_dioxin = row[8].startswith(registers_read.DIOXIN)
        measured = ("Dioxin", "Grams") if is_dioxin else ("TRI", "Pounds")
        amounts = (row[10], row[11], row[12], row[13], row[14])
        rows.append((YEAR, *row[:10], *measured, *amounts))
    return _written(head, rows)
