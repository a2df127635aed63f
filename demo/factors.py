"""Drafts of tables of factors: an own factor with its evidence, and a fictional newer grid factor.

Neither is activated: the figures of the demo rest on the tables that came with Copark.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.carbon.calc.combustion import co2_from_fuel
from copark.factors import queries, services
from copark.factors.contracts import File, NewVersion

if TYPE_CHECKING:
    from datetime import datetime

    from demo.rows import Built

HEATING, CARBON, OXIDATION = Decimal("391.62"), Decimal("0.01541"), Decimal("0.99")
REPORT = """FICTIONAL REPORT, made up for the demo park
检测报告（虚构，仅用于演示）

Sample      natural gas of Lanwan Gas, supplied to the park      天然气，蓝湾燃气
Methane 95.8 %, ethane 2.1 %, propane 0.5 %, nitrogen 1.1 %, carbon dioxide 0.5 %
Heating value   391.62 GJ/1e4Nm3
Carbon content  0.01541 tC/GJ
"""
GRID = ("CN-ZJ", "average")  #: Area and basis of the row that is made up anew.
YEARLY = Decimal("0.97")  #: What is left of it a year later.


def drafts(built: Built, *, now: datetime) -> None:
    """Make both drafts as the park's staff would."""
    user_id = built.users["park"]
    services.add_row(
        table=queries.table("fuel"),
        row=_gas(),
        facts=NewVersion(
            title="蓝湾燃气天然气实测含碳量（虚构） · Measured carbon content of a gas (fictional)",
            source="Fictional laboratory report LW-G-01, demo data",
            confidence="seen",
            reason="The supplier's gas is measured every month; the default is a national mean.",
            valid_from=date(now.year, 1, 1),
        ),
        evidence=File("lanwan-gas-report-fictional.txt", REPORT.encode()),
        user_id=user_id,
        now=now,
    )
    services.bring_version(
        table=queries.table("grid"),
        facts=NewVersion(
            title="虚构的新电网因子，用于演示影响 · Fictional newer grid factor",
            source="Made up for the demo; no notice of a ministry",
            confidence="memory",
            reason="Shows how a newer factor is compared before it is activated.",
            valid_from=date(now.year, 1, 1),
        ),
        file=File("grid-factors-fictional.csv", _newer_grid()),
        evidence=None,
        user_id=user_id,
        now=now,
    )


def _gas() -> dict[str, str]:
    factor = co2_from_fuel(
        burned=Decimal(1), heating_value=HEATING, carbon_content=CARBON, oxidation=OXIDATION
    )
    return {
        "factor_set": "GBT32151_2023PLUS_C1",
        "fuel": "natural_gas_lanwan",
        "fuel_zh": "天然气（蓝湾燃气，实测，虚构）",
        "state": "gas",
        "unit": "1e4Nm3",
        "ncv_gj_per_unit": str(HEATING),
        "cc_tc_per_gj": str(CARBON),
        "oxidation_rate": str(OXIDATION),
        "ef_tco2_per_unit": f"{factor:.6f}",
        "note": "fictional measured value of the demo",
        "source": "Fictional laboratory report LW-G-01, demo data",
        "confidence": "seen",
    }


def _newer_grid() -> bytes:
    """Return the table in force with one more year of one province."""
    rows = queries.rows_of(queries.text("carbon", "grid_factors.csv"))
    area, basis = GRID
    last = max(
        (row for row in rows if (row["area_code"], row["basis"]) == (area, basis)),
        key=lambda row: int(row["data_year"]),
    )
    made_up = last | {
        "data_year": str(int(last["data_year"]) + 1),
        "value": f"{Decimal(last['value']) * YEARLY:.4f}",
        "source": "FICTIONAL, made up for the demo",
        "confidence": "memory",
        "note": "fictional; no ministry published it",
    }
    text = io.StringIO()
    writer = csv.DictWriter(text, list(last))
    writer.writeheader()
    writer.writerows([*rows, made_up])
    return text.getvalue().encode()
