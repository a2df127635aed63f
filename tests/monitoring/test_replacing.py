from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest

from copark.monitoring import queries
from copark.monitoring.calc.replacement import replaced, valid_data_rate
from copark.monitoring.calc.validity import INVALID, MISSING, STOPPED, VALID
from copark.monitoring.queries.rules import rules_on
from copark.monitoring.services.importing import import_hours
from copark.monitoring.services.replacing import replace_hours
from copark.monitoring.services.rolling import roll_days
from tests.monitoring.conftest import BEIJING, HOUR, build
from tests.monitoring.test_importing import file_of

RULE = rules_on(date(2026, 8, 1)).replacement
START = datetime(2026, 7, 1, tzinfo=BEIJING)
NOW = datetime(2026, 7, 17, 17, tzinfo=BEIJING)


def case(before, lost, *, rate=0.95):
    """Valid hours with rising masses, then lost ones."""
    validity = np.array([VALID] * before + [INVALID] * lost)
    mass = np.array([*np.arange(before, 0, -1, dtype=float), *[np.nan] * lost])
    return replaced(validity, mass, first=0, rate=rate, rule=RULE)


@pytest.mark.parametrize(
    ("rate", "length", "window"),
    [(0.90, 24, 180), (0.90, 25, 720), (0.8999, 24, 2160), (0.75, 100, 2160)],
)
def test_the_window_follows_rate_and_length(rate, length, window):
    found = case(3000, length, rate=rate)

    assert set(found.window.tolist()) == {window}
    assert set(found.kg.tolist()) == {float(window)}
    assert len(found.place) == length


def test_below_three_quarters_nothing_is_replaced_by_itself():
    assert len(case(3000, 5, rate=0.7499).place) == 0


def test_the_window_counts_valid_hours_across_a_stop():
    validity = np.array([VALID] * 200 + [STOPPED] * 100 + [INVALID])
    mass = np.array([*np.arange(200, 0, -1, dtype=float), *[0.0] * 100, np.nan])

    found = replaced(validity, mass, first=0, rate=0.95, rule=RULE)

    assert (found.kg.tolist(), found.window.tolist()) == ([180.0], [180])


def test_an_event_that_began_before_the_period_counts_whole():
    validity = np.array([VALID] * 1000 + [MISSING] * 30)
    mass = np.array([*np.arange(1000, 0, -1, dtype=float), *[np.nan] * 30])

    found = replaced(validity, mass, first=1025, rate=0.95, rule=RULE)

    assert found.place.tolist() == [1025, 1026, 1027, 1028, 1029]
    assert set(found.window.tolist()) == {720}


def test_stopped_hours_do_not_count_against_the_rate():
    validity = np.array([VALID] * 90 + [INVALID] * 10 + [STOPPED] * 400)

    assert valid_data_rate(validity) == 0.9


def rows(site, **hours):
    """400 hours of mass 1 kg, the flag of some given."""
    for hour in range(400):
        flag = hours.get(f"h{hour}", "N")
        if flag == "-":
            continue
        start = (START + hour * HOUR).strftime("%Y-%m-%d %H:%M")
        peak = 100 if hour == 299 else 50
        yield f"{site.station.mn},a21026,{start},{'' if flag == 'D' else peak},{flag}"
        yield f"{site.station.mn},a00000,{start},20000,N"


@pytest.mark.django_db
def test_lost_hours_get_the_largest_mass_of_the_window_and_keep_their_concentration(
    stack, archive, tmp_path
):
    import_hours(file_of(tmp_path, *rows(stack, h300="D", h301="D", h302="-")), now=NOW)
    roll_days(now=NOW)

    changed = replace_hours(now=NOW)

    roll_days(now=NOW)
    found = queries.hours(stack.points["a21026"], START + 299 * HOUR, START + 304 * HOUR)
    assert [h.replaced_kg for h in found] == [None, 2.0, 2.0, 2.0, None]
    assert [h.validity for h in found] == ["VALID", "INVALID", "INVALID", "MISSING", "VALID"]
    assert (found[1].rule, found[1].window, found[1].mean, found[1].mass_kg) == (
        "HJ75-12:180",
        180,
        None,
        None,
    )
    assert changed == 3


@pytest.mark.django_db
def test_the_year_counts_measured_and_replaced_hours_apart(stack, archive, tmp_path):
    import_hours(file_of(tmp_path, *rows(stack, h300="D")), now=NOW)

    replace_hours(now=NOW)
    roll_days(now=NOW)

    [mass] = queries.mass_of_year(2026)
    assert (mass.hours_valid, mass.hours_replaced) == (399, 1)
    assert float(mass.kg) == pytest.approx(398 * 1.0 + 2.0 + 2.0)


@pytest.mark.django_db
def test_replacing_twice_changes_nothing(stack, archive, tmp_path):
    import_hours(file_of(tmp_path, *rows(stack, h300="D")), now=NOW)
    replace_hours(now=NOW)

    assert replace_hours(now=NOW) == 0


@pytest.mark.django_db
def test_a_day_of_waste_water_without_an_effective_mean_takes_the_largest_day(
    park, inbox, archive, tmp_path
):
    site = build(
        park,
        inbox,
        mn="MN-W",
        medium="WATER",
        st="32",
        factors={"w01018": "mg/L", "w00000": "m3/h"},
    )
    lines = []
    for hour in range(72):
        start = (START + hour * HOUR).strftime("%Y-%m-%d %H:%M")
        flag = "D" if 48 <= hour < 60 else "N"
        value = "" if flag == "D" else 80 if hour < 24 else 50
        lines.append(f"{site.station.mn},w01018,{start},{value},{flag}")
        lines.append(f"{site.station.mn},w00000,{start},10,N")
    import_hours(file_of(tmp_path, *lines), now=NOW)

    replace_hours(now=NOW)

    days = queries.days(site.points["w01018"], date(2026, 7, 1), date(2026, 7, 4))
    assert [round(d.mass_kg, 6) for d in days] == [19.2, 12.0, 6.0]
    assert [d.replaced_kg for d in days] == [None, None, pytest.approx(13.2)]
    assert days[2].rule == "HJ356-daymax"
