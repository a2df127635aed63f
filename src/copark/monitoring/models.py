"""
What monitoring keeps in the records database.

Moments that are compared by the hundred thousand are whole numbers (hours or seconds since 1970,
UTC), not datetimes: both databases sort and join them fastest, and so does NumPy. Points are
referred to by number, without a foreign key, because bulk writes would pay for every check.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Position(models.Model):
    """How far a consumer has read an inbox; written in the transaction that read so far."""

    consumer = models.CharField(max_length=20)
    inbox = models.CharField(max_length=60)
    position = models.BigIntegerField(default=0)
    #: Positions of packets that wait for the rest of their message; read again next time.
    waiting = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consumer", "inbox"], name="monitoring_position_once")
        ]

    def __str__(self) -> str:
        return f"{self.consumer} in {self.inbox}: {self.position}"


class Pulse(models.Model):
    """One row: a number that grows with everything that changes what readers see."""

    version = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.version)


class Chunk(models.Model):
    """Decoded readings of one batch and one day, not yet sealed into a segment."""

    day = models.DateField()
    inbox = models.CharField(max_length=60)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    rows = models.IntegerField()
    #: Names of fields beyond the fixed vocabulary, in the order of their codes.
    names = models.JSONField(default=list)
    stored_us = models.BigIntegerField()
    payload = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "inbox", "first"], name="monitoring_chunk_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.inbox} {self.first}–{self.last}"


class SegmentKind(models.TextChoices):
    READINGS = "READINGS", _("readings")
    RAW = "RAW", _("raw frames")


class SegmentState(models.TextChoices):
    PLANNED = "PLANNED", pgettext_lazy("segment", "planned")
    SEALED = "SEALED", _("sealed")
    CORRUPT = "CORRUPT", _("corrupt")
    RETIRED = "RETIRED", _("replaced by a larger one")


class Segment(models.Model):
    """An immutable Parquet file of the archive. Readers list these rows, never the folder."""

    kind = models.CharField(max_length=8, choices=SegmentKind.choices)
    day = models.DateField()
    inbox = models.CharField(max_length=60)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    #: Grows when the same positions are written anew: compacted or rebuilt.
    edition = models.IntegerField(default=0)
    name = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=8, choices=SegmentState.choices)
    rows = models.IntegerField(default=0)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    planned_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "state", "day"])]

    def __str__(self) -> str:
        return self.name


class Latest(models.Model):
    """The newest reading of a point, by kind of message and field."""

    point_id = models.IntegerField()
    kind = models.SmallIntegerField()
    field = models.CharField(max_length=20)
    at_s = models.BigIntegerField()
    value = models.FloatField(null=True)
    flag = models.CharField(max_length=1)
    arrived_us = models.BigIntegerField()
    inbox = models.CharField(max_length=60)
    position = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["point_id", "kind", "field"], name="monitoring_latest_once"
            )
        ]

    def __str__(self) -> str:
        return f"point {self.point_id} {self.field}: {self.value}"


class Heard(models.Model):
    """When a station was last heard, and since when it is held to be silent."""

    station_id = models.IntegerField(unique=True)
    arrived_us = models.BigIntegerField()
    frames = models.BigIntegerField(default=0)
    silent_since_us = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"station {self.station_id}"


class FrameFault(models.Model):
    """Frames that became no reading: counted by station, reason and hour; the bytes are kept."""

    inbox = models.CharField(max_length=60)
    mn = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=60)
    hour = models.IntegerField()
    position = models.BigIntegerField()
    last_position = models.BigIntegerField()
    count = models.IntegerField()
    sentence = models.CharField(max_length=400)
    last_us = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inbox", "mn", "code", "hour"], name="monitoring_fault_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.mn} {self.code} × {self.count}"


class Validity(models.TextChoices):
    VALID = "VALID", _("valid")
    INVALID = "INVALID", _("invalid")
    STOPPED = "STOPPED", _("stopped")
    MISSING = "MISSING", _("missing")
    ESTIMATED = "ESTIMATED", _("estimated")


class Hour(models.Model):
    """
    One point in one hour: what was heard, what of it counts, and what it amounts to.

    Minutes are kept as sets (bit m is minute m), so that hours merge and nothing counts twice.
    Values are those of valid readings, in the unit of the point; for a counter `total` is what it
    advanced. `replaced_kg` stands in for a mass that could not be measured, by `rule`.
    """

    point_id = models.IntegerField()
    hour = models.IntegerField()  #: Hours since 1970, UTC.
    basis = models.SmallIntegerField()  #: Kind of message the hour rests on; 0 for none.
    validity = models.CharField(max_length=9, choices=Validity.choices)
    count = models.IntegerField()
    total = models.FloatField()
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    first = models.FloatField(null=True)
    last = models.FloatField(null=True)
    valid_minutes = models.BigIntegerField()
    stopped_minutes = models.BigIntegerField()
    invalid_minutes = models.BigIntegerField()
    flags = models.SmallIntegerField()  #: Flags met, as a set of bits.
    mass_kg = models.FloatField(null=True)
    replaced_kg = models.FloatField(null=True)
    rule = models.CharField(max_length=40, blank=True, default="")
    window = models.IntegerField(null=True)  #: Valid hours that the replacement looked back on.

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["point_id", "hour"], name="monitoring_hour_once")
        ]

    def __str__(self) -> str:
        return f"point {self.point_id} hour {self.hour}: {self.validity}"


class Revision(models.Model):
    """An hour that late, corrected or marked data changed after it had been written."""

    point_id = models.IntegerField()
    hour = models.IntegerField()
    revised_at = models.DateTimeField()
    reason = models.CharField(max_length=12)  #: LATE, MARKED, REROLLED or IMPORTED.
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["point_id", "hour"])]

    def __str__(self) -> str:
        return f"point {self.point_id} hour {self.hour}: {self.reason}"


class Day(models.Model):
    """One point in one day of the park's zone, rolled from its hours."""

    point_id = models.IntegerField()
    day = models.DateField()
    validity = models.CharField(max_length=9, choices=Validity.choices)
    hours_valid = models.SmallIntegerField()
    hours_stopped = models.SmallIntegerField()
    hours_invalid = models.SmallIntegerField()
    hours_missing = models.SmallIntegerField()
    hours_replaced = models.SmallIntegerField(default=0)
    hours_estimated = models.SmallIntegerField(default=0)  #: Of counters, among the invalid ones.
    mean = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    total = models.FloatField(null=True)  #: What a counter advanced in the day.
    estimated = models.FloatField(null=True)  #: Part of it in hours that an outage was spread over.
    mass_kg = models.FloatField(null=True)
    replaced_kg = models.FloatField(null=True)
    rule = models.CharField(max_length=40, blank=True, default="")
    window = models.IntegerField(null=True)
    flags = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["point_id", "day"], name="monitoring_day_once")
        ]
        indexes = [models.Index(fields=["day"])]

    def __str__(self) -> str:
        return f"point {self.point_id} {self.day}: {self.validity}"


class DirtyDay(models.Model):
    """A day whose hours changed and whose own row has not followed yet."""

    point_id = models.IntegerField()
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["point_id", "day"], name="monitoring_dirty_once")
        ]

    def __str__(self) -> str:
        return f"point {self.point_id} {self.day}"


class MarkKind(models.TextChoices):
    STOPPED = "STOPPED", _("production stopped")
    START_UP = "START_UP", _("start-up")
    SHUT_DOWN = "SHUT_DOWN", _("shut-down")
    FAULT = "FAULT", _("fault of production or treatment")
    MAINTENANCE = "MAINTENANCE", _("maintenance of the monitor")
    CALIBRATION = "CALIBRATION", _("calibration of the monitor")
    OUT_OF_CONTROL = "OUT_OF_CONTROL", _("monitor out of control")
    MONITOR_FAULT = "MONITOR_FAULT", _("fault of the monitor")


class Mark(models.Model):
    """Somebody says what state an outlet or its monitor was in. It never edits a value."""

    outlet_id = models.IntegerField()
    factor = models.CharField(_("monitoring factor"), max_length=12, blank=True)  #: Empty: all.
    start = models.DateTimeField(_("from"))
    end = models.DateTimeField(_("to"))
    kind = models.CharField(_("kind"), max_length=16, choices=MarkKind.choices)
    reason = models.TextField(_("reason"))
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    author_id = models.BigIntegerField(null=True)
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="monitoring_mark_forward", condition=models.Q(end__gt=models.F("start"))
            )
        ]
        indexes = [models.Index(fields=["outlet_id", "start"])]

    def __str__(self) -> str:
        return f"outlet {self.outlet_id} {self.start} to {self.end}: {self.kind}"


class Exchange(models.Model):
    """A meter that took the place of another: where the one stopped and the other began."""

    point_id = models.IntegerField()
    at_s = models.BigIntegerField()
    closing = models.FloatField()  #: Last standing of the old meter, in the unit of the point.
    opening = models.FloatField()  #: First standing of the new one.
    reason = models.TextField(blank=True)
    author_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["point_id", "at_s"], name="monitoring_exchange_once")
        ]

    def __str__(self) -> str:
        return f"point {self.point_id}: {self.closing} to {self.opening}"


class Excess(models.Model):
    """A condition that holds: not yet long enough to warn of, or warned of already."""

    point_id = models.IntegerField()
    rule = models.CharField(max_length=40)
    since_s = models.BigIntegerField()
    peak = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["point_id", "rule"], name="monitoring_excess_once")
        ]

    def __str__(self) -> str:
        return f"point {self.point_id} {self.rule}"
