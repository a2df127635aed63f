"""Meters that exist only as a formula over others."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Virtual(models.Model):
    """A meter that nobody hung up: a formula over others."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name_en = models.CharField(_("English name"), max_length=120)
    name_zh = models.CharField(_("Chinese name"), max_length=120)
    enterprise_id = models.IntegerField(null=True, db_index=True)  #: None: of the park.
    unit = models.CharField(_("unit"), max_length=12)
    formula = models.CharField(_("formula"), max_length=500)
    author_id = models.BigIntegerField(null=True)
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code


class Part(models.Model):
    """A name in a formula, and the meter it stands for: a real one, or a virtual one."""

    virtual = models.ForeignKey(Virtual, models.CASCADE, related_name="parts")
    name = models.CharField(max_length=40)
    point_id = models.IntegerField(null=True)
    source = models.ForeignKey(Virtual, models.PROTECT, null=True, related_name="used_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["virtual", "name"], name="meters_name_once"),
            models.CheckConstraint(
                name="meters_one_source",
                condition=models.Q(point_id__isnull=True) ^ models.Q(source__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} in {self.virtual_id}"
