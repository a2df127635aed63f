from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    PARK = "PARK", _("Park staff")
    ENTERPRISE = "ENTERPRISE", _("Enterprise staff")
    REGULATOR = "REGULATOR", _("Regulator")
    ADMIN = "ADMIN", _("Administrator")


class People(UserManager["User"]):
    """Make accounts; who is made on the command line administers the park."""

    use_in_migrations = False

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **facts: Any
    ) -> User:
        facts.setdefault("role", Role.ADMIN)
        return super().create_superuser(username, email, password, **facts)


class User(AbstractUser):
    """A person who signs in. An enterprise's person sees that enterprise only."""

    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.REGULATOR)
    #: Primary key of a `registry.Enterprise`; the registry lies above this domain.
    enterprise_id = models.BigIntegerField(_("enterprise"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)

    objects: ClassVar[People] = People()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="base_user_enterprise_role",
                condition=models.Q(role="ENTERPRISE", enterprise_id__isnull=False)
                | ~models.Q(role="ENTERPRISE"),
            )
        ]


class AuditEntry(models.Model):
    """Who did what to which thing, and when. Written by services, never changed."""

    at = models.DateTimeField(_("time"))
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    domain = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["domain", "kind", "subject_id"]),
            models.Index(fields=["at"]),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.kind} {self.subject_id}"


class Upload(models.Model):
    """A file that somebody brought, kept as evidence of what was imported from it."""

    at = models.DateTimeField(_("time"))
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    content = models.BinaryField()
    rows_taken = models.IntegerField(default=0)
    rows_refused = models.IntegerField(default=0)

    def __str__(self) -> str:
        return self.name
