"""Cut the demo's small extracts from the reference data beside the project.

Run ``python -m demo.extract`` where ``../shared/data`` is present; everybody else uses the
extracts that are carried in ``demo/data``. Each writer keeps the source's values, rounded to what
an analyser shows, and repairs the traps that the source's own page names.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

HERE = Path(__file__).parent / "data"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
YEAR_OF_HOURS = 365 * 24
Rows = list[list[str]]

#: Register labels of one pollutant; the first present counts, so that overlaps count once.
REGISTER = {
    "air_nmhc_kg": ("Air", ("Composés organiques volatils non méthaniques (COVNM)",)),
    "air_co2_kg": ("Air", ("CO2 Total (CO2 d'origine biomasse et non biomasse)",)),
    "air_so2_kg": ("Air", ("Oxydes de soufre (SOx - SO2 + SO3) (en eq. SO2)",)),
    "air_nox_kg": ("Air", ("Oxydes d'azote (NOx - NO + NO2) (en eq. NO2)",)),
    "sewer_cod_kg": ("Eau (indirect)", ("Demande chimique en oxygène (DCO)",)),
    "water_cod_kg": ("Eau (direct)", ("Demande chimique en oxygène (DCO)",)),
}
MISSING_AIR = -200  #: How the air-quality source writes a missing value.
TO_KG = {"kg/an": 1.0, "t/an": 1000.0, "g/an": 0.001}
#: Chemical and pharmaceutical sites, and the kinds that stand in for a park's utilities.
ACTIVITIES = ("4.", "1.(c)", "5.(a)", "5.(f)")
LIMIT_STANDARDS = (
    "GB 13271-2014",
    "GB 16297-1996",
    "GB 18484-2020",
    "GB 21904-2008",
    "GB 31571-2015",
    "GB 37823-2019",
    "GB 8978-1996",
    "DB33/887-2013",
)
LIMIT_POLLUTANTS = [
    "so2",
    "nox",
    "pm",
    "nmhc",
    "co",
    "hcl",
    "cod",
    "nh3n",
    "tp",
    "tn",
    "ss",
    "ph_min",
    "ph_max",
    "benzene",
]


def gas_turbine(shared: Path) -> Iterator[list[str]]:
    """A year of hours of a stack: two years' files on end, cut at 8,760 rows."""
    yield ["ambient_c", "load_mwh", "co_mg_m3", "nox_mg_m3"]
    rows: list[list[str]] = []
    for year in (2011, 2012):
        rows += _rows(shared / f"uci_gas_turbine_2011_2013/gt_{year}.csv.gz")
    for row in rows[:YEAR_OF_HOURS]:
        yield [_short(row[0], 1), _short(row[7], 1), _short(row[9], 2), _short(row[10], 2)]


def water_treatment(shared: Path) -> Iterator[list[str]]:
    """The sewage works' days in order of date; -1 is a missing value."""
    yield ["day", "inflow_m3_d", "cod_in", "ss_in", "cod_out", "ss_out", "ph_out", "cond_out"]
    days = []
    for row in _rows(shared / "uci_water_treatment/water-treatment.data"):
        day, month, year = (int(part) for part in row[0].removeprefix("D-").split("/"))
        wanted = [row[1], row[5], row[6], row[25], row[26], row[23], row[29]]
        days.append([f"19{year}-{month:02}-{day:02}", *("" if v == "-1" else v for v in wanted)])
    yield from sorted(days)


def steel(shared: Path) -> Iterator[list[str]]:
    """Quarter-hours of electricity, by their start.

    The source stamps ends, and the last quarter of each day 00:00 of the same date; that stamp is
    moved to the next day before the fifteen minutes are taken off.
    """
    yield ["start", "kwh"]
    source = shared / "uci_steel_energy_2018_jan_sep/Steel_industry_data_2018_jan_sep.csv.gz"
    for stamp, kwh, *_ in _rows(source)[1:]:
        end = datetime.strptime(stamp, "%d-%m-%Y %H:%M")  # noqa: DTZ007 - local time of the plant
        if end.hour == end.minute == 0:
            end += timedelta(days=1)
        yield [(end - timedelta(minutes=15)).isoformat(timespec="minutes"), kwh]


def air_quality(shared: Path) -> Iterator[list[str]]:
    """Hours beside a busy road: analysers and the hydrocarbon sensor; -200 is a missing value."""
    yield ["hour", "co_mg_m3", "c6h6_ug_m3", "nmhc_sensor"]
    for row in _rows(shared / "uci_air_quality_2004/AirQuality.csv.gz")[1:]:
        values = (_short(row[2], 1), _short(row[5], 1), _short(row[6], 0))
        yield [f"{row[0]}T{row[1][:5]}", *("" if float(v) == MISSING_AIR else v for v in values)]


def background_air(shared: Path) -> Iterator[list[str]]:
    """The last year of hours of one city station; NA is a missing value."""
    yield ["hour", "pm25", "pm10", "so2", "no2", "co", "o3", "temp_c", "wind_m_s", "wind_from"]
    source = shared / "prsa_beijing_2stations/PRSA_Data_Aotizhongxin_20130301-20170228.csv.gz"
    for row in _rows(source)[-YEAR_OF_HOURS:]:
        hour = f"{row[1]}-{int(row[2]):02}-{int(row[3]):02}T{int(row[4]):02}:00"
        wanted = [*row[5:11], row[11], row[16], row[15]]
        yield [hour, *("" if value == "NA" else _trim(value) for value in wanted)]


def facilities(shared: Path) -> Iterator[list[str]]:
    """Sizes of register sites, without their names; an empty cell is below the threshold."""
    folder = shared / "irep_fr_2015_half"
    yield ["site", "activity", *REGISTER]
    kept = {
        row["Identifiant"]: row["code_eprtr"]
        for row in _dicts(folder / "facilities.csv")
        if row["code_eprtr"].startswith(ACTIVITIES)
    }
    released: dict[str, dict[tuple[str, str], float]] = defaultdict(dict)
    for row in _dicts(folder / "emissions.csv"):
        key = row["Milieu"], row["Polluant"]
        released[row["Identifiant"]][key] = float(row["quantite"]) * TO_KG[row["unite"]]
    for site, activity in sorted(kept.items()):
        cells = [_first(released[site], *labels) for labels in REGISTER.values()]
        if any(cells):
            yield [site, activity, *cells]


def limits(shared: Path) -> Iterator[list[str]]:
    """The rows of the limit tables that the demo's outlets are judged by."""
    rows = _rows(shared / "emission_limits.csv")
    yield rows[0]
    for row in rows[1:]:
        if row[0] in LIMIT_STANDARDS and row[4] in LIMIT_POLLUTANTS and row[7] != "kg/h":
            yield row


EXTRACTS: dict[str, Callable[[Path], Iterator[list[str]]]] = {
    "gas_turbine.csv.gz": gas_turbine,
    "water_treatment.csv.gz": water_treatment,
    "steel.csv.gz": steel,
    "air_quality.csv.gz": air_quality,
    "background_air.csv.gz": background_air,
    "facilities.csv.gz": facilities,
    "limits.csv.gz": limits,
}


def text_of(rows: Iterable[list[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def read(name: str) -> str:
    """Return the carried extract as text."""
    with gzip.open(HERE / name, "rt", encoding="utf-8") as file:
        return file.read()


def main() -> int:
    if not SHARED.is_dir():
        print("../shared/data is not here; the carried extracts stay as they are.")
        return 1
    for name, writer in EXTRACTS.items():
        packed = gzip.compress(text_of(writer(SHARED)).encode(), mtime=0)
        (HERE / name).write_bytes(packed)
        print(f"{name:24} {len(packed):9,} bytes")
    return 0


def _rows(path: Path) -> Rows:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _dicts(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _first(released: dict[tuple[str, str], float], medium: str, labels: tuple[str, ...]) -> str:
    found = (released.get((medium, label)) for label in labels)
    return next((f"{kg:.0f}" for kg in found if kg), "")


def _short(text: str, digits: int) -> str:
    return f"{float(text):.{digits}f}"


def _trim(text: str) -> str:
    return text.removesuffix(".0")


if __name__ == "__main__":
    sys.exit(main())
