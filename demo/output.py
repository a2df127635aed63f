"""What the enterprises brought forth: products, output value and added value, as CSV files.

Fictional, and drawn from the size of each enterprise: an intensity of the demo is plausible for its
kind and says nothing of a real one.
"""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from demo.declared import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from demo.blueprint import Blueprint
    from demo.firms import Firm

OUTPUT_COLUMNS = ("Enterprise", "Period", "Product code", "Product name",
                  "Product name in Chinese", "Amount", "Unit", "Evidence")  # fmt: skip
TURNOVER_COLUMNS = ("Enterprise", "Year", "Output value", "Added value", "Price year", "Evidence")
BASE_YEAR = 2020  #: Of the constant prices.
PRICES = 1.012  #: How much dearer a year's output is than the year before, fictional.


@dataclass(frozen=True, slots=True)
class Trade:
    """What an enterprise of size 1 of a kind makes in a year, and what that is worth."""

    product: str
    name_en: str
    name_zh: str
    amount: float
    unit: str
    value: float  #: [1e4 CNY]
    added: float  #: Share of the value that is added.


TRADES = {
    "api": Trade("API", "Active ingredients", "原料药", 480, "t", 62_000, 0.34),
    "formulation": Trade("FRM", "Finished medicines", "制剂", 1_900, "t", 41_000, 0.42),
    "intermediate": Trade("INT", "Intermediates", "中间体", 2_600, "t", 38_000, 0.27),
    "solvent": Trade("SOL", "Solvents", "溶剂", 31_000, "t", 33_000, 0.18),
    "pesticide": Trade("PES", "Technical pesticides", "农药原药", 3_800, "t", 36_000, 0.25),
    "dye": Trade("DYE", "Dyes and pigments", "染料和颜料", 4_400, "t", 30_000, 0.24),
    "resin": Trade("RES", "Resins", "合成树脂", 19_000, "t", 29_000, 0.2),
    "additive": Trade("ADD", "Additives", "助剂", 5_200, "t", 27_000, 0.28),
    "gas": Trade("GAS", "Industrial gases", "工业气体", 76_000, "t", 9_500, 0.36),
    "chp": Trade("HEAT", "Heat supplied", "供热量", 2_400_000, "GJ", 36_000, 0.26),
    "sewage": Trade("WW", "Waste water treated", "污水处理量", 9_100_000, "m3", 4_300, 0.38),
    "incinerator": Trade("HW", "Hazardous waste burnt", "危险废物焚烧量", 24_000, "t", 8_700, 0.41),
    "tankfarm": Trade("TNK", "Goods handled", "货物吞吐量", 520_000, "t", 5_400, 0.52),
    "station": Trade("", "", "", 0, "", 900, 0.6),
}
BESIDE = {"api", "intermediate", "pesticide"}  #: Kinds whose larger plants make a second product.
LARGE = 1.25


def products(plan: Blueprint, *, year: int, back: int) -> Sheet:
    """Return what was made in a year that lies `back` years before the current one."""
    rows = [row for firm in plan.firms for row in _products(firm, year, back)]
    return Sheet(f"output-{year}.csv", _csv(OUTPUT_COLUMNS, rows))


def values(plan: Blueprint, *, year: int, back: int) -> Sheet:
    """Return output value and added value of a year, in its own prices and in constant ones."""
    rows = [row for firm in plan.firms for row in _values(firm, year, back)]
    return Sheet(f"turnover-{year}.csv", _csv(TURNOVER_COLUMNS, rows))


def _rng(firm: Firm, salt: object) -> random.Random:
    return random.Random(f"output-{firm.code}-{salt}")


def _volume(firm: Firm, back: int) -> float:
    """Return how much of a usual year is made: growing a little, not evenly."""
    growth = 1.0 - 0.035 * back
    return firm.size * growth * _rng(firm, back).uniform(0.96, 1.04)


def _products(firm: Firm, year: int, back: int) -> Iterator[tuple[object, ...]]:
    trade = TRADES[firm.kind]
    if not trade.product:
        return
    made = trade.amount * _rng(firm, "skill").uniform(0.8, 1.2) * _volume(firm, back)
    evidence = f"production ledger {year} (stand-in)"
    has_two = firm.kind in BESIDE and firm.size > LARGE
    first = 0.7 if has_two else 1.0
    code = f"{trade.product}-1"
    names = (trade.name_en, trade.name_zh)
    yield firm.code, year, code, *names, f"{made * first:.3f}", trade.unit, evidence
    if has_two:
        names = (f"{trade.name_en}, second line", f"{trade.name_zh}（二线）")
        amount = f"{made * (1 - first):.3f}"
        yield firm.code, year, f"{trade.product}-2", *names, amount, trade.unit, evidence


def _values(firm: Firm, year: int, back: int) -> Iterator[tuple[object, ...]]:
    trade = TRADES[firm.kind]
    worth = trade.value * _rng(firm, "price").uniform(0.72, 1.35) * _volume(firm, back)
    added = worth * trade.added * _rng(firm, f"added-{back}").uniform(0.85, 1.12)
    evidence = f"annual account {year} (stand-in)"
    for price_year in (year, BASE_YEAR):
        factor = PRICES ** (price_year - BASE_YEAR)
        basis = "" if price_year == year else BASE_YEAR
        money = (f"{worth * factor:.2f}", f"{added * factor:.2f}")
        yield firm.code, year, *money, basis, evidence


def _csv(columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")
