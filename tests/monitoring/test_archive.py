from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copark.base.models import Upload
from copark.gateways.inbox.sqlite import SqliteInbox
from copark.kernel.errors import Refused
from copark.monitoring import queries
from copark.monitoring.archive import files
from copark.monitoring.models import Chunk, Segment
from copark.monitoring.services import compacting, repairing, sealing
from copark.monitoring.services.exporting import export_readings
from copark.monitoring.services.importing import import_hours
from copark.monitoring.services.ingest import ingest_batch
from tests.monitoring.conftest import EIGHT, HOUR, MINUTE, NOW
from tests.monitoring.test_importing import file_of

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
TOMORROW = NOW + 24 * HOUR


@pytest.fixture
def wire(stack, settings, tmp_path, archive):
    """The stack, speaking into a real inbox on disk."""
    settings.COPARK_INBOX = tmp_path / "inbox"
    inbox = SqliteInbox(settings.COPARK_INBOX, "hj212")
    stack.logger.inbox = stack.inbox = Recording(inbox)
    yield stack
    inbox.close()


class Recording:
    def __init__(self, inbox):
        self.inbox = inbox
        self.name = inbox.name

    def append(self, arrivals):
        return self.inbox.append(arrivals)

    def read(self, after, limit):
        return self.inbox.read(after, limit)

    def trim(self, before):
        return self.inbox.trim(before)


def speak(site, minutes, value=5.0):
    for minute in minutes:
        site.logger.real_time(EIGHT + minute * MINUTE, a21026=value)
    while ingest_batch(site.inbox, now=NOW).frames:
        pass


def curve(site, hours=24):
    return queries.series(site.points["a21026"], EIGHT - 8 * HOUR, EIGHT + hours * HOUR, "REALTIME")


def test_what_was_sealed_reads_as_before(wire):
    speak(wire, range(30))
    before = curve(wire)

    sealed = sealing.seal_all(now=NOW)

    assert (sealed, Chunk.objects.count()) == (1, 0)
    assert curve(wire) == before
    [segment] = Segment.objects.all()
    assert (segment.rows, segment.state, len(segment.sha256)) == (30, "SEALED", 64)


def test_a_young_chunk_waits_and_an_old_one_is_sealed(wire):
    speak(wire, range(3))

    sealing.seal_due(now=NOW + MINUTE)
    young = Chunk.objects.count()
    sealing.seal_due(now=NOW + HOUR)

    assert (young, Chunk.objects.count()) == (1, 0)


def test_late_data_of_an_older_day_make_a_further_segment_of_it(wire):
    speak(wire, range(5))
    sealing.seal_all(now=NOW)
    speak(wire, range(5, 8))

    sealing.seal_all(now=NOW)

    assert list(Segment.objects.order_by("pk").values_list("rows", flat=True)) == [5, 3]
    assert len(curve(wire).times) == 8


def test_a_late_minute_reopens_its_hour_from_sealed_segments(wire):
    speak(wire, [0, 1], value=10.0)
    sealing.seal_all(now=NOW)
    speak(wire, [120])

    wire.logger.real_time(EIGHT + 30 * MINUTE, a21026=40.0, arrived=EIGHT + 3 * HOUR)
    ingest_batch(wire.inbox, now=NOW)

    assert queries.hours(wire.points["a21026"], EIGHT, EIGHT + HOUR)[0].mean == 20.0


def test_small_segments_of_a_day_become_one_and_read_as_before(wire):
    for start in range(0, 25, 5):
        speak(wire, range(start, start + 5))
        sealing.seal_all(now=NOW)
    before = curve(wire)

    replaced = compacting.compact_due(now=TOMORROW)

    assert (replaced, Segment.objects.filter(state="SEALED").count()) == (5, 1)
    assert curve(wire) == before
    assert compacting.sweep() == 5
    assert len(list(queries_folder().rglob("*.parquet"))) == 1


def queries_folder() -> Path:
    from copark.monitoring.queries.segments import folder

    return folder()


def test_raw_frames_are_archived_before_the_inbox_forgets_them(wire):
    speak(wire, range(10))
    before = queries.frame_of(wire.points["a21026"], EIGHT + 3 * MINUTE)

    sealing.archive_raw(wire.inbox, now=NOW, at_once=True)

    after = queries.frame_of(wire.points["a21026"], EIGHT + 3 * MINUTE)
    assert wire.inbox.read(0, 100) == []
    assert after == before


def test_frames_that_are_not_ingested_yet_are_not_trimmed(wire):
    speak(wire, range(3))
    wire.logger.real_time(EIGHT + 3 * MINUTE, a21026=1.0)

    sealing.archive_raw(wire.inbox, now=NOW, at_once=True)

    assert [row.position for row in wire.inbox.read(0, 100)] == [4]


@pytest.mark.parametrize("damage", [b"", b"not parquet at all", None])
def test_a_corrupt_segment_is_named_set_aside_and_rebuilt(wire, damage):
    speak(wire, range(30))
    sealing.seal_all(now=NOW)
    before = curve(wire)
    path = queries_folder() / Segment.objects.get().name
    path.unlink() if damage is None else path.write_bytes(damage)

    [checked] = repairing.verify(now=NOW, repair=True)

    assert checked.name in str(path)
    assert checked.rebuilt
    assert curve(wire) == before
    assert repairing.verify(now=NOW) == []
    assert path.with_name(path.name + ".corrupt").exists() is (damage is not None)


def test_a_segment_cut_in_half_is_rebuilt_from_archived_raw_frames(wire):
    speak(wire, range(30))
    sealing.seal_all(now=NOW)
    sealing.archive_raw(wire.inbox, now=NOW, at_once=True)
    before = curve(wire)
    segment = Segment.objects.get(kind="READINGS")
    path = queries_folder() / segment.name
    path.write_bytes(path.read_bytes()[:200])

    [checked] = repairing.verify(now=NOW, repair=True)

    assert (checked.fault, bool(checked.rebuilt)) == ("the check sum differs", True)
    assert curve(wire) == before


def test_verify_alone_names_the_corrupt_segment_and_readers_go_on_without_it(wire):
    speak(wire, range(5))
    sealing.seal_all(now=NOW)
    speak(wire, range(5, 8))
    (queries_folder() / Segment.objects.get().name).write_bytes(b"rubbish")

    [checked] = repairing.verify(now=NOW)

    assert checked.set_aside.endswith(".corrupt")
    assert len(curve(wire).times) == 3
    assert queries.archive_days()[0].corrupt == 1


def test_a_reader_of_a_corrupt_segment_is_told_which_one(wire):
    speak(wire, range(5))
    sealing.seal_all(now=NOW)
    name = Segment.objects.get().name
    (queries_folder() / name).write_bytes(b"rubbish")

    with pytest.raises(Refused) as refused:
        curve(wire)

    assert refused.value.facts["segment"] == name


def test_what_cannot_be_rebuilt_says_why(wire):
    speak(wire, range(5))
    sealing.seal_all(now=NOW)
    wire.inbox.trim(3)
    (queries_folder() / Segment.objects.get().name).unlink()

    [checked] = repairing.verify(now=NOW, repair=True)

    assert checked.rebuilt == ""
    assert "2 of its 5 frames" in checked.fault


def test_an_imported_segment_is_rebuilt_from_its_upload(wire, tmp_path):
    path = file_of(tmp_path, f"{wire.station.mn},a21026,2026-08-01 08:00,5,N")
    upload = Upload.objects.create(
        at=NOW, kind="hours", name="hours.csv", sha256="", size=1, content=path.read_bytes()
    )
    import_hours(path, now=NOW, upload_id=upload.pk)
    before = queries.sources(wire.points["a21026"], EIGHT, EIGHT + HOUR)
    (queries_folder() / Segment.objects.get().name).write_bytes(b"rubbish")

    [checked] = repairing.verify(now=NOW, repair=True)

    assert checked.rebuilt
    assert queries.sources(wire.points["a21026"], EIGHT, EIGHT + HOUR) == before


@pytest.mark.parametrize("crash_in", ["write", "finish"])
def test_a_crash_while_sealing_repeats_the_same_segment(wire, monkeypatch, crash_in):
    speak(wire, range(5))
    before = curve(wire)
    with monkeypatch.context() as patch:
        patch.setattr(*((files, "write") if crash_in == "write" else (sealing, "finish")), crash)
        with pytest.raises(KeyboardInterrupt):
            sealing.seal_all(now=NOW)
    assert curve(wire) == before

    sealing.seal_all(now=NOW)

    [segment] = Segment.objects.all()
    assert (segment.state, segment.rows, Chunk.objects.count()) == ("SEALED", 5, 0)
    assert curve(wire) == before


def crash(*args, **kwargs):
    raise KeyboardInterrupt


def test_half_written_files_of_a_crash_are_swept(wire):
    leftover = queries_folder() / "readings" / "day=2026-08-01" / "x.parquet.part"
    leftover.parent.mkdir(parents=True)
    leftover.write_bytes(b"half")

    repairing.verify(now=NOW)

    assert not leftover.exists()


def test_readings_are_exported_once_each_as_they_were_said_last(wire, tmp_path):
    speak(wire, range(5))
    sealing.seal_all(now=NOW)
    speak(wire, [0], value=7.0)
    path = tmp_path / "readings.csv"

    rows = export_readings(path, start=EIGHT, end=EIGHT + HOUR)

    lines = path.read_text("utf-8").splitlines()
    assert (rows, len(lines)) == (5, 6)
    assert lines[1].startswith('"MN-STACK-1","a21026","mg/m3","REALTIME","Rtd",2026-08-01 00:00:00')
    assert ",7," in lines[1]


def test_an_export_of_nothing_is_refused_and_writes_nothing(wire, tmp_path):
    with pytest.raises(Refused):
        export_readings(tmp_path / "x.parquet", start=EIGHT, end=EIGHT + HOUR)

    assert list(tmp_path.glob("x*")) == []
