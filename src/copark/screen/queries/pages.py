"""Where each figure of the screen opens, and what its subject is called."""

from __future__ import annotations

from django.urls import reverse

from copark.pollution import queries as pollution_queries
from copark.screen.contracts import Name


def energy(year: int, enterprise_id: int | None = None) -> str:
    return _page("energy", year, enterprise_id)


def carbon(year: int, enterprise_id: int | None = None) -> str:
    return _page("carbon", year, enterprise_id)


def pollution(year: int) -> str:
    return _page("pollution", year, None)


def lists(year: int, key: str) -> str:
    return f"{reverse('synergy:lists')}?year={year}#{key}"


def _page(domain: str, year: int, enterprise_id: int | None) -> str:
    one = enterprise_id is not None
    page = (
        reverse(f"{domain}:enterprise-detail", args=[enterprise_id])
        if one
        else reverse(f"{domain}:year")
    )
    return f"{page}?year={year}"


def pollutant_name(code: str) -> Name:
    known = pollution_queries.pollutants().get(code)
    return Name(known.name_en, known.name_zh) if known else Name(code, code)


#: How chemists and list readers write them, in either language; the rest go by their name.
SYMBOLS = {
    "so2": "SO₂",
    "nox": "NOₓ",
    "pm": "PM",
    "co": "CO",
    "nmhc": "NMHC",
    "voc": "VOC",
    "cod": "COD",
    "nh3n": "NH₃-N",
    "tp": "TP",
    "tn": "TN",
}


#: Why somebody is listed whatever the amount (rules of `key_unit_rules.csv`).
GROUNDS = {
    "class1": Name("class 1", "一类污染物"),
    "works": Name("works", "污水厂"),
}


def symbol_of(code: str) -> Name | None:
    if code in GROUNDS:
        return GROUNDS[code]
    symbol = SYMBOLS.get(code)
    return Name(symbol, symbol) if symbol else None


def pollutant_symbol(code: str) -> Name:
    return symbol_of(code) or pollutant_name(code)
