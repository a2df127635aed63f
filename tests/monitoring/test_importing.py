from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from copark.kernel.errors import Refused
from copark.monitoring import queries
from copark.monitoring.models import Hour, Segment
from copark.monitoring.services.importing import ImportRefused, import_hours
from copark.monitoring.services.ingest import ingest_batch
from copark.monitoring.services.rolling import roll_days
from tests.monitoring.conftest import EIGHT, HOUR, NOW, Site

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]

DAY = date(2026, 8, 1)


def file_of(folder: Path, *rows: str, header: str = "mn,factor,start,value,flag") -> Path:
    path = folder / "hours.csv"
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return path


def whole_day(stack: Site, tmp_path: Path) -> Path:
    rows = [f"{stack.station.mn},a21026,2026-08-01 {h:02d}:00,50,N" for h in range(24)]
    rows += [f"{stack.station.mn},a00000,2026-08-01 {h:02d}:00,20000,N" for h in range(24)]
    return file_of(tmp_path, *rows)


def test_hours_of_a_file_become_hours_days_and_mass(stack, tmp_path):
    done = import_hours(whole_day(stack, tmp_path), now=NOW + 48 * HOUR, upload_id=7)

    [day] = queries.days(stack.points["a21026"], DAY, date(2026, 8, 2))
    assert (done.rows, done.points, done.days, done.origin) == (48, 2, 1, "import-7")
    assert (day.validity, day.hours_valid, day.mean) == ("VALID", 24, 50.0)
    assert queries.mass_of_year(2026)[0].kg == Decimal("24.000")
    assert Segment.objects.get().rows == 48


def test_importing_then_rolling_again_gives_the_same_day(stack, tmp_path):
    import_hours(whole_day(stack, tmp_path), now=NOW + 48 * HOUR)
    before = queries.days(stack.points["a21026"], DAY, date(2026, 8, 2))

    roll_days(now=NOW + 48 * HOUR)

    assert queries.days(stack.points["a21026"], DAY, date(2026, 8, 2)) == before


def test_every_bad_row_is_told_with_its_column_and_nothing_is_imported(stack, tmp_path):
    mn = stack.station.mn
    path = file_of(
        tmp_path,
        f"{mn},a21026,2026-08-01 08:00,5,N",
        "NOBODY,a21026,2026-08-01 08:00,5,N",
        f"{mn},a77777,2026-08-01 08:00,5,N",
        f"{mn},a21026,yesterday,5,N",
        f"{mn},a21026,2026-08-01 09:30,5,N",
        f"{mn},a21026,2026-08-01 10:00,five,N",
        f"{mn},a21026,2026-08-01 11:00,5,Q",
        f"{mn},a21026,2026-08-01 12:00,,N",
        f"{mn},a21026,2026-08-01 08:00,6,N",
    )

    with pytest.raises(ImportRefused) as refused:
        import_hours(path, now=NOW)

    assert [(bad.row, bad.column) for bad in refused.value.bad] == [
        (2, "mn"),
        (3, "factor"),
        (4, "start"),
        (5, "start"),
        (6, "value"),
        (7, "flag"),
        (8, "value"),
        (9, "start"),
    ]
    assert (Hour.objects.count(), Segment.objects.count()) == (0, 0)


def test_on_request_the_good_rows_are_taken_and_the_bad_ones_told(stack, tmp_path):
    path = file_of(
        tmp_path,
        f"{stack.station.mn},a21026,2026-08-01 08:00,5,N",
        "NOBODY,a21026,2026-08-01 08:00,5,N",
    )

    done = import_hours(path, now=NOW, take_good=True)

    assert (done.rows, done.bad_count, Hour.objects.count()) == (1, 1, 1)


def test_a_file_without_a_needed_column_is_refused(stack, tmp_path):
    path = file_of(tmp_path, "x,y,1", header="mn,factor,value")

    with pytest.raises(Refused, match="start"):
        import_hours(path, now=NOW)


def test_a_table_with_times_in_utc_is_read_as_it_says(stack):
    table = pa.table(
        {
            "mn": [stack.station.mn],
            "factor": ["a21026"],
            "start": pa.array([datetime(2026, 8, 1, 0, tzinfo=UTC)], pa.timestamp("s", "UTC")),
            "value": [5.0],
        }
    )

    import_hours(table, now=NOW)

    assert queries.hours(stack.points["a21026"], EIGHT, EIGHT + HOUR)[0].mean == 5.0


def test_stopped_and_invalid_hours_keep_their_flag(stack, tmp_path):
    mn = stack.station.mn
    path = file_of(
        tmp_path, f"{mn},a21026,2026-08-01 08:00,0,F", f"{mn},a21026,2026-08-01 09:00,,D"
    )

    import_hours(path, now=NOW)

    found = queries.hours(stack.points["a21026"], EIGHT, EIGHT + 2 * HOUR)
    assert [(h.validity, h.flags, h.mean) for h in found] == [
        ("STOPPED", "F", None),
        ("INVALID", "D", None),
    ]


def test_imported_energy_is_what_the_meter_advanced(meter, tmp_path):
    path = file_of(
        tmp_path,
        *(f"{meter.station.mn},ke0101,2026-08-01 {h:02d}:00,12.5" for h in range(24)),
        header="mn,factor,start,value",
    )

    import_hours(path, now=NOW + 48 * HOUR)

    [energy] = queries.metered(DAY, date(2026, 8, 2))
    assert (energy.amount, energy.coverage) == (Decimal("300.000"), Decimal("1.0000"))


def test_an_import_over_known_hours_replaces_them(stack, tmp_path):
    for minute in range(60):
        stack.logger.real_time(EIGHT + minute * (HOUR / 60), a21026=1.0)
    ingest_batch(stack.inbox, now=NOW)

    import_hours(file_of(tmp_path, f"{stack.station.mn},a21026,2026-08-01 08:00,5,N"), now=NOW)

    [hour] = queries.hours(stack.points["a21026"], EIGHT, EIGHT + HOUR)
    assert (hour.mean, hour.basis) == (5.0, "HOUR")


def test_a_late_frame_after_an_import_reopens_the_imported_hour(stack, tmp_path):
    import_hours(file_of(tmp_path, f"{stack.station.mn},a21026,2026-08-01 08:00,5,N"), now=NOW)
    stack.logger.minute(EIGHT, cn="2061", a21026=6.0, arrived=NOW + HOUR)

    ingest_batch(stack.inbox, now=NOW + HOUR)

    assert queries.hours(stack.points["a21026"], EIGHT, EIGHT + HOUR)[0].mean == 6.0
