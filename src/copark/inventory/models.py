from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    OPEN = "OPEN", pgettext_lazy("inventory", "being filled in")
    SUBMITTED = "SUBMITTED", pgettext_lazy("inventory", "handed in")
    RETURNED = "RETURNED", pgettext_lazy("inventory", "returned")
    ACCEPTED = "ACCEPTED", pgettext_lazy("inventory", "accepted")
    CLOSED = "CLOSED", pgettext_lazy("inventory", "closed")


class Inventory(models.Model):
    """The year of an enterprise as a piece of work: filled in, reviewed, closed, restated."""

    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    year = models.IntegerField(_("year"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    #: The version that is being worked on, or that is closed.
    version = models.IntegerField(_("version"), default=1)
    due = models.DateField(_("due day"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "year"], name="inventory_once"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="inventory_version"),
        ]
        indexes = [models.Index(fields=["year", "state"])]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.year} v{self.version} {self.state}"


class Step(models.Model):
    """Something that was done about an inventory: by whom, when, and with which words."""

    inventory = models.ForeignKey(Inventory, models.PROTECT, related_name="steps")
    version = models.IntegerField(_("version"))
    at = models.DateTimeField(_("time"))
    user = models.ForeignKey("base.User", models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=12)
    note = models.TextField(_("note"), blank=True)

    def __str__(self) -> str:
        return f"{self.inventory_id} {self.verb}"


class Reason(models.Model):
    """Why a value is right that lies out of the expected range. The newest of a key counts."""

    inventory = models.ForeignKey(Inventory, models.PROTECT, related_name="reasons")
    key = models.CharField(max_length=120)  #: Of the comparison, such as ``last-year:energy``.
    text = models.TextField(_("reason"))
    at = models.DateTimeField(_("time"))
    user = models.ForeignKey("base.User", models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.inventory_id} {self.key}"


class Closed(models.Model):
    """A version that was closed: its figures and its pack. Never changed."""

    inventory = models.ForeignKey(Inventory, models.PROTECT, related_name="closed")
    version = models.IntegerField(_("version"))
    at = models.DateTimeField(pgettext_lazy("moment", "closed"))
    user = models.ForeignKey("base.User", models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("reason"), blank=True)  #: Of restating; empty for the first.
    #: Figures by domain and language, as each domain gave them.
    figures = models.JSONField(default=dict)
    pack = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    #: The version that counts: one an inventory, the newest.
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inventory", "version"], name="inventory_closed_version"
            ),
            models.UniqueConstraint(
                fields=["inventory"],
                condition=models.Q(is_current=True),
                name="inventory_closed_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inventory_id} v{self.version} {self.sha256[:12]}"


class Kind(models.TextChoices):
    MERGED = "MERGED", _("merged into another")
    SPLIT = "SPLIT", _("split off")
    CLOSED = "CLOSED", _("closed down")


class Boundary(models.Model):
    """A change of what an enterprise is: from its day on the figures mean something else."""

    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    day = models.DateField(_("from the day"))
    #: Into which it merged, or which was split off; none for a closure.
    other = models.ForeignKey(
        "registry.Enterprise", models.PROTECT, null=True, blank=True, related_name="+"
    )
    plant = models.CharField(_("plant"), max_length=120, blank=True)  #: Empty: all of it.
    note = models.TextField(_("note"))
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey("base.User", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="inventory_boundary_other",
                condition=models.Q(kind="CLOSED", other=None)
                | (~models.Q(kind="CLOSED") & models.Q(other__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.enterprise_id}"
