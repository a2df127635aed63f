from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(models.TextChoices):
    NOTE = "NOTE", _("note")
    ATTENTION = "ATTENTION", _("attention")
    ALARM = "ALARM", _("alarm")


class State(models.TextChoices):
    OPEN = "OPEN", pgettext_lazy("early warning", "open")
    ACKNOWLEDGED = "ACKNOWLEDGED", _("acknowledged")
    CLOSED = "CLOSED", _("closed")


class EarlyWarning(models.Model):
    """Something that asked somebody for a response, from its beginning to its end."""

    domain = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=64)
    rule = models.CharField(_("rule"), max_length=40)
    level = models.CharField(_("level"), max_length=9, choices=Level.choices)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.OPEN)
    raised_at = models.DateTimeField(_("raised"))
    last_at = models.DateTimeField(_("last seen"))
    times = models.IntegerField(_("times seen"), default=1)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    acknowledged_by = models.BigIntegerField(null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.BigIntegerField(null=True, blank=True)  #: Empty: the condition went away.
    #: Primary key of a `registry.Enterprise`; empty for the park itself.
    enterprise_id = models.BigIntegerField(_("enterprise"), null=True, blank=True)
    title_en = models.CharField(max_length=200)
    title_zh = models.CharField(max_length=200)
    value = models.FloatField(_("value"), null=True, blank=True)
    peak = models.FloatField(_("highest value"), null=True, blank=True)
    limit = models.FloatField(_("limit"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=12, blank=True)
    url = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["domain", "kind", "subject_id", "rule"],
                condition=~Q(state="CLOSED"),
                name="alerts_one_open_warning",
            ),
            models.CheckConstraint(
                name="alerts_closed_has_time",
                condition=Q(state="CLOSED", closed_at__isnull=False)
                | (~Q(state="CLOSED") & Q(closed_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "raised_at"]),
            models.Index(fields=["enterprise_id", "raised_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.title_en} ({self.state})"


class Step(models.Model):
    """One step in the life of an early warning: who did what, and when."""

    warning = models.ForeignKey(EarlyWarning, models.CASCADE, related_name="steps")
    at = models.DateTimeField(_("time"))
    verb = models.CharField(max_length=12)  #: RAISED, LEVEL, ACKNOWLEDGED, CLOSED.
    user_id = models.BigIntegerField(null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.verb} at {self.at}"
