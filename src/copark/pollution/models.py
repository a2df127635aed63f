from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Medium(models.TextChoices):
    AIR = "AIR", _("air")
    WATER = "WATER", _("water, direct")
    INDIRECT = "INDIRECT", _("water, to a sewage works")
    SOIL = "SOIL", _("soil")


class Origin(models.TextChoices):
    FORM = "FORM", _("form")
    IMPORT = "IMPORT", _("import")
    API = "API", _("API")


class ReleaseSet(models.QuerySet["Release"]):
    def current(self) -> ReleaseSet:
        """Rows that count: neither corrected by a later one nor withdrawn."""
        return self.filter(superseded_by=None, withdrawn_at=None)


class Release(models.Model):
    """
    What an enterprise declared to have released of one pollutant to one medium in a year.

    A row is never changed: a correction is a new row, and the old one says by which.
    """

    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    year = models.IntegerField(_("year"))
    medium = models.CharField(_("medium"), max_length=8, choices=Medium.choices)
    pollutant = models.CharField(_("pollutant"), max_length=30)
    tonnes = models.DecimalField(_("tonnes"), max_digits=26, decimal_places=12)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin.choices)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    upload = models.ForeignKey("base.Upload", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey("base.User", models.PROTECT, null=True, related_name="+")
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = ReleaseSet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "year", "medium", "pollutant"],
                condition=models.Q(superseded_by=None, withdrawn_at=None),
                name="pollution_release_once",
            ),
            models.CheckConstraint(
                condition=models.Q(tonnes__gte=0), name="pollution_release_tonnes"
            ),
        ]
        indexes = [models.Index(fields=["year", "enterprise"])]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.year} {self.pollutant} {self.tonnes} t"


class EntrySet(models.QuerySet["Entry"]):
    def current(self) -> EntrySet:
        """Rows that count: neither corrected by a later one nor withdrawn."""
        return self.filter(superseded_by=None, withdrawn_at=None)


class Entry(models.Model):
    """
    What an enterprise entered of one source, balance or objection, for a month or a year.

    A row is never changed: a correction is a new row, and the old one says by which.
    """

    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    year = models.IntegerField(_("year"))
    #: 1 to 12; 0 is the whole year, since a database does not compare empty values.
    month = models.IntegerField(_("month"), default=0)
    block = models.CharField(_("kind of entry"), max_length=20)
    #: What tells the row from the others of its block and period.
    key = models.CharField(max_length=300, blank=True)
    #: By the fields of the block; numbers as text, to the last digit, in the units of the block.
    values = models.JSONField(_("values"))
    uncertainty = models.DecimalField(
        _("uncertainty"), max_digits=9, decimal_places=4, null=True, blank=True
    )
    origin = models.CharField(_("origin"), max_length=8, choices=Origin.choices)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    #: The file that the row came in, or that proves it.
    upload = models.ForeignKey("base.Upload", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey("base.User", models.PROTECT, null=True, related_name="+")
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = EntrySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "year", "month", "block", "key"],
                condition=models.Q(superseded_by=None, withdrawn_at=None),
                name="pollution_entry_once",
            ),
            models.CheckConstraint(
                condition=models.Q(month__gte=0, month__lte=12), name="pollution_entry_month"
            ),
            models.CheckConstraint(
                condition=models.Q(uncertainty=None) | models.Q(uncertainty__gte=0),
                name="pollution_entry_uncertainty",
            ),
        ]
        indexes = [models.Index(fields=["year", "enterprise"])]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.year}-{self.month:02} {self.block} {self.key}"


class Register(models.Model):
    """A public register of a year, as it was brought in. It changes nothing of the park's own."""

    kind = models.CharField(_("register"), max_length=10)  #: Key of ``register_kinds.csv``.
    year = models.IntegerField(_("year"))
    area = models.CharField(_("area"), max_length=100)
    #: Where the file comes from and under which licence; made-up data says so here.
    source = models.CharField(_("source"), max_length=300)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey("base.User", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "area"],
                condition=models.Q(withdrawn_at=None),
                name="pollution_register_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year} {self.area}"


class RegisterSite(models.Model):
    """A site as a register has it."""

    register = models.ForeignKey(Register, models.PROTECT, related_name="sites")
    key = models.CharField(max_length=30)  #: In the register.
    name = models.CharField(_("name"), max_length=200)
    parent = models.CharField(_("parent firm"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    postcode = models.CharField(_("post code"), max_length=10, blank=True)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    sector = models.CharField(_("sector"), max_length=10, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "key"], name="pollution_register_site_once")
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.name}"


class RegisterRelease(models.Model):
    """What a register says that a site released: as written, and in kilograms."""

    site = models.ForeignKey(RegisterSite, models.PROTECT, related_name="releases")
    line = models.IntegerField()  #: In the file.
    substance = models.CharField(_("substance"), max_length=200)
    cas = models.CharField(max_length=20, blank=True)
    medium = models.CharField(_("medium"), max_length=12)
    way = models.CharField(max_length=10, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=26, decimal_places=9)
    unit = models.CharField(_("unit"), max_length=5)
    kilograms = models.DecimalField(_("kilograms"), max_digits=30, decimal_places=14)

    class Meta:
        indexes = [models.Index(fields=["site", "medium"])]

    def __str__(self) -> str:
        return f"{self.substance} {self.amount} {self.unit}"


class MatchState(models.TextChoices):
    PROPOSED = "PROPOSED", _("to be reviewed")
    CONFIRMED = "CONFIRMED", _("the same site")
    REJECTED = "REJECTED", _("not the same site")


class RegisterMatch(models.Model):
    """That two sites of two registers are one: how sure, why, and what was decided."""

    left = models.ForeignKey(RegisterSite, models.PROTECT, related_name="+")
    right = models.ForeignKey(RegisterSite, models.PROTECT, related_name="+")
    certainty = models.CharField(max_length=10)  #: CERTAIN or DOUBTFUL, when it was proposed.
    score = models.FloatField()  #: 0 to 100.
    distance = models.FloatField()  #: [m]
    reasons = models.JSONField()  #: Code, points, most points and likeness of each.
    state = models.CharField(max_length=10, choices=MatchState.choices)
    proposed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)  #: With one of its registers.

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="pollution_match_once"),
            models.UniqueConstraint(
                fields=["left"],
                condition=models.Q(state="CONFIRMED", withdrawn_at=None),
                name="pollution_match_left_once",
            ),
            models.UniqueConstraint(
                fields=["right"],
                condition=models.Q(state="CONFIRMED", withdrawn_at=None),
                name="pollution_match_right_once",
            ),
        ]
        indexes = [models.Index(fields=["state", "-score"])]

    def __str__(self) -> str:
        return f"{self.left_id} = {self.right_id} {self.state}"


class MatchDecision(models.Model):
    """One decision on a match, or its undoing. The history is never rewritten."""

    match = models.ForeignKey(RegisterMatch, models.PROTECT, related_name="decisions")
    was = models.CharField(max_length=10, choices=MatchState.choices)
    state = models.CharField(max_length=10, choices=MatchState.choices)
    is_undo = models.BooleanField(default=False)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey("base.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["match", "-decided_at"])]

    def __str__(self) -> str:
        return f"{self.match_id} {self.was} > {self.state}"
