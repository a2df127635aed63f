from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    DRAFT = "DRAFT", _("draft")
    ACTIVE = "ACTIVE", _("activated")
    WITHDRAWN = "WITHDRAWN", pgettext_lazy("factors", "withdrawn")


class Confidence(models.TextChoices):
    SEEN = "seen", _("read in the source")
    MEMORY = "memory", _("to be verified")


class VersionSet(models.QuerySet["TableVersion"]):
    def of(self, package: str, table: str) -> VersionSet:
        return self.filter(package=package, table=table)

    def active(self) -> VersionSet:
        """Versions that were taken over and not withdrawn; the newest of a table is in force."""
        return self.filter(state=State.ACTIVE)


class TableVersion(models.Model):
    """
    A table of factors as the park would have it, whole, from a day on.

    The table that comes with Copark is version 0 and has no row here. A version is never changed
    and never deleted: it is made, activated by one person, and stepped back from by withdrawing it.
    """

    package = models.CharField(max_length=20)
    table = models.CharField(_("table"), max_length=60)
    number = models.PositiveIntegerField(_("version"))
    #: The version that was in force when this one was made; it can only follow that one.
    base_number = models.PositiveIntegerField(_("follows version"))
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    title = models.CharField(_("what changed"), max_length=200)
    source = models.CharField(_("source"), max_length=300)
    confidence = models.CharField(_("confidence"), max_length=8, choices=Confidence.choices)
    reason = models.CharField(_("reason"), max_length=500)
    valid_from = models.DateField(_("in use from"))
    file = models.ForeignKey("base.Upload", models.PROTECT, null=True, related_name="+")
    evidence = models.ForeignKey("base.Upload", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey("base.User", models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    activated_at = models.DateTimeField(_("activated"), null=True)
    activated_by = models.ForeignKey("base.User", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_by = models.ForeignKey("base.User", models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    objects = VersionSet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["package", "table", "number"], name="factors_version_number"
            ),
            #: Of two people who activate at once, one wins.
            models.UniqueConstraint(
                fields=["package", "table", "base_number"],
                condition=models.Q(state="ACTIVE"),
                name="factors_version_follows_once",
            ),
            models.CheckConstraint(
                condition=models.Q(base_number__lt=models.F("number")),
                name="factors_version_follows_earlier",
            ),
        ]
        indexes = [models.Index(fields=["state", "package", "table"])]

    def __str__(self) -> str:
        return f"{self.package}/{self.table} {self.number}"
