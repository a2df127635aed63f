from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

WHOLE_YEAR = 0


class MethodChoice(models.Model):
    """By which method, factors and warming potentials the park's inventories are computed."""

    valid_from = models.IntegerField(_("from the year"), unique=True)
    #: Also the key of the accounting method: each method has one set, by the same name.
    factor_set = models.CharField(_("factor set"), max_length=40)
    #: Empty: the set of warming potentials that the method names.
    gwp_set = models.CharField(_("warming potentials"), max_length=10, blank=True, default="")
    grid_area = models.CharField(_("grid"), max_length=20)
    grid_basis = models.CharField(_("basis of the grid factor"), max_length=60)
    #: Empty: the newest published by the year of the inventory.
    grid_year = models.IntegerField(_("year of the grid factor"), null=True, blank=True)
    chosen_at = models.DateTimeField(_("chosen"))
    chosen_by = models.ForeignKey("base.User", models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        said = f"{self.valid_from}: {self.factor_set}, {self.grid_area} {self.grid_basis}"
        return f"{said}, {self.gwp_set}" if self.gwp_set else said


class Origin(models.TextChoices):
    FORM = "FORM", _("form")
    IMPORT = "IMPORT", _("import")
    API = "API", _("API")


class EntrySet(models.QuerySet["Entry"]):
    def current(self) -> EntrySet:
        """Rows that count: neither corrected by a later one nor withdrawn."""
        return self.filter(superseded_by=None, withdrawn_at=None)


class Entry(models.Model):
    """
    What an enterprise said of one source that energy does not know, for a month or a year.

    A row is never changed: a correction is a new row, and the old one says by which.
    """

    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    year = models.IntegerField(_("year"))
    #: 1 to 12; 0 is the whole year, since a database does not compare empty values.
    month = models.IntegerField(_("month"), default=WHOLE_YEAR)
    plant = models.CharField(_("plant"), max_length=120, blank=True)
    block = models.CharField(_("block"), max_length=30)
    #: What tells the row from the others of its block, plant and period.
    key = models.CharField(max_length=300, blank=True)
    #: Plain data by the fields of the block; numbers as text, to the last digit.
    values = models.JSONField(_("values"))
    uncertainty = models.DecimalField(
        _("uncertainty"), max_digits=9, decimal_places=4, null=True, blank=True
    )
    origin = models.CharField(_("origin"), max_length=8, choices=Origin.choices)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    upload = models.ForeignKey("base.Upload", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey("base.User", models.PROTECT, null=True, related_name="+")
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = EntrySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "year", "month", "plant", "block", "key"],
                condition=models.Q(superseded_by=None, withdrawn_at=None),
                name="carbon_entry_once",
            ),
            models.CheckConstraint(
                condition=models.Q(month__gte=0, month__lte=12), name="carbon_entry_month"
            ),
        ]
        indexes = [models.Index(fields=["year", "enterprise"])]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.year}-{self.month:02} {self.block} {self.key}"
