from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WHOLE_YEAR = 0


class Direction(models.TextChoices):
    BOUGHT = "BOUGHT", _("bought")
    SOLD = "SOLD", _("sold")
    MADE = "MADE", _("self-made")
    FEEDSTOCK = "FEEDSTOCK", _("feedstock")


class Origin(models.TextChoices):
    FORM = "FORM", _("form")
    IMPORT = "IMPORT", _("import")


class UseSet(models.QuerySet["Use"]):
    def current(self) -> UseSet:
        """Rows that count: neither corrected by a later one nor withdrawn."""
        return self.filter(superseded_by=None, withdrawn_at=None)


class Use(models.Model):
    """
    An amount of a carrier that an enterprise declared for a month or a year.

    A row is never changed: a correction is a new row, and the old one says by which.
    """

    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    year = models.IntegerField(_("year"))
    #: 1 to 12; 0 is the whole year, since a database does not compare empty values.
    month = models.IntegerField(_("month"), default=WHOLE_YEAR)
    carrier = models.CharField(_("carrier"), max_length=30)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices)
    amount = models.DecimalField(_("amount"), max_digits=22, decimal_places=6)
    unit = models.CharField(_("unit"), max_length=12)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin.choices)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    upload = models.ForeignKey("base.Upload", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey("base.User", models.PROTECT, null=True, related_name="+")
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = UseSet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "year", "month", "carrier", "direction"],
                condition=models.Q(superseded_by=None, withdrawn_at=None),
                name="energy_use_once",
            ),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="energy_use_amount"),
            models.CheckConstraint(
                condition=models.Q(month__gte=0, month__lte=12), name="energy_use_month"
            ),
        ]
        indexes = [models.Index(fields=["year", "enterprise"])]

    def __str__(self) -> str:
        period = f"{self.year}-{self.month:02}"
        return f"{self.enterprise_id} {period} {self.carrier} {self.amount} {self.unit}"


class ClosedYear(models.Model):
    """A year whose inventories are final: nothing may be recorded, corrected or undone in it."""

    year = models.IntegerField(_("year"), unique=True)
    closed_at = models.DateTimeField(pgettext_lazy("moment", "closed"))
    closed_by = models.ForeignKey("base.User", models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return str(self.year)


class Output(models.Model):
    """
    What an enterprise brought forth of one product in a month or a year.

    Append-only, like activity data: a correction is a new row, and the old one says by which.
    """

    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    year = models.IntegerField(_("year"))
    month = models.IntegerField(_("month"), default=WHOLE_YEAR)
    product = models.CharField(_("product code"), max_length=30)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    name_zh = models.CharField(_("Chinese name"), max_length=120, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=22, decimal_places=6)
    unit = models.CharField(_("unit"), max_length=12)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin.choices)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    upload = models.ForeignKey("base.Upload", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey("base.User", models.PROTECT, null=True, related_name="+")
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "year", "month", "product"],
                condition=models.Q(superseded_by=None, withdrawn_at=None),
                name="energy_output_once",
            ),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="energy_output_amount"),
            models.CheckConstraint(
                condition=models.Q(month__gte=0, month__lte=12), name="energy_output_month"
            ),
        ]
        indexes = [models.Index(fields=["year", "enterprise"])]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.year}-{self.month:02} {self.product} {self.amount}"


class Turnover(models.Model):
    """What a year of an enterprise was worth: output value and added value, at one price basis."""

    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    year = models.IntegerField(_("year"))
    #: Year whose prices are used; 0 for the prices of the year itself.
    price_year = models.IntegerField(_("price basis"), default=0)
    output_value = models.DecimalField(_("output value"), max_digits=18, decimal_places=4)
    #: May be negative: an enterprise can use up more than it makes.
    added_value = models.DecimalField(
        _("added value"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    origin = models.CharField(_("origin"), max_length=8, choices=Origin.choices)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    upload = models.ForeignKey("base.Upload", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey("base.User", models.PROTECT, null=True, related_name="+")
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "year", "price_year"],
                condition=models.Q(superseded_by=None, withdrawn_at=None),
                name="energy_turnover_once",
            ),
            models.CheckConstraint(
                condition=models.Q(output_value__gte=0), name="energy_turnover_value"
            ),
        ]
        indexes = [models.Index(fields=["year", "enterprise"])]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.year} {self.output_value}"
