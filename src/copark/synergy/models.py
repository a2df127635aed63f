from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RuleSet(models.Model):
    """A rule set that a park made for itself; a change of it is a new version."""

    name = models.SlugField(_("name"), max_length=40)
    version = models.CharField(_("version"), max_length=20)
    title_en = models.CharField(_("English title"), max_length=120)
    title_zh = models.CharField(_("Chinese title"), max_length=120)
    valid_from = models.DateField(_("valid from"))
    #: Rows with the columns of the shipped rule sets; checked before they are kept.
    rules = models.JSONField(_("rules"))
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey("base.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="synergy_ruleset_version")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class CountingSet(models.QuerySet):
    def current(self) -> CountingSet:
        """Rows that count: neither corrected by a later one nor withdrawn."""
        return self.filter(superseded_by=None, withdrawn_at=None)


class UnitFact(models.Model):
    """
    A fact of an enterprise that rules ask for and the registry does not keep, from a year on.

    It counts until a later year says otherwise; zero says that it no longer holds.
    """

    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    name = models.CharField(_("fact"), max_length=60)
    year_from = models.IntegerField(_("from the year"))
    #: One for a fact that holds; an amount in the fact's own unit.
    value = models.DecimalField(_("amount"), max_digits=18, decimal_places=4)
    evidence = models.CharField(_("evidence"), max_length=300)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey("base.User", models.PROTECT, null=True, related_name="+")
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = CountingSet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "name", "year_from"],
                condition=models.Q(superseded_by=None, withdrawn_at=None),
                name="synergy_unitfact_once",
            ),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="synergy_unitfact_value"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.name} {self.year_from}: {self.value}"


class Publication(models.Model):
    """
    A list of a year as it was decided, with everything it stands on; written once.

    The decisions about one list of one year form a chain: each but the first replaces the one
    before it, and none is replaced twice. A withdrawal is a decision without rows.
    """

    list = models.CharField(_("list"), max_length=12)
    year = models.IntegerField(_("year"))
    #: Place in the chain, from 1.
    turn = models.IntegerField(_("turn"))
    is_withdrawal = models.BooleanField(_("withdraws the list"), default=False)
    number = models.CharField(_("decision number"), max_length=60, unique=True)
    decided_on = models.DateField(_("date of the decision"))
    signatory = models.CharField(_("signatory"), max_length=120)
    note = models.TextField(_("note"), blank=True)
    #: The frozen text whose bytes, in UTF-8, `sha256` seals.
    document = models.TextField(_("document"))
    sha256 = models.CharField("SHA-256", max_length=64)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey("base.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["list", "year", "turn"], name="synergy_publication_turn"
            ),
            models.CheckConstraint(
                condition=models.Q(turn__gte=1), name="synergy_publication_turn_from_one"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class DesignatedSet(models.QuerySet):
    def current(self) -> DesignatedSet:
        return self.filter(withdrawn_at=None)


class Designated(models.Model):
    """A unit that an authority put on a list of a year, as its document says."""

    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    list = models.CharField(_("list"), max_length=24)
    year = models.IntegerField(_("year"))
    document = models.CharField(_("document number"), max_length=120)
    #: As the document writes them: what a later file is matched by.
    name_written = models.CharField(_("name in the document"), max_length=200, blank=True)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    #: How it was matched: CODE, CREDIT, NAME, or DECIDED by a person.
    matched_by = models.CharField(_("matched by"), max_length=8)
    upload = models.ForeignKey("base.Upload", models.PROTECT, null=True, related_name="+")
    upload_row = models.IntegerField(_("row"), null=True)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey("base.User", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = DesignatedSet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "list", "year"],
                condition=models.Q(withdrawn_at=None),
                name="synergy_designated_once",
            )
        ]
        indexes = [models.Index(fields=["year"])]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.list} {self.year}"
