"""Forms that write: a decision about a list, a fact of a unit."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from copark.base.forms import offer
from copark.synergy.calc.facts import ENTERED, FACTS
from copark.synergy.queries.facts import local

if TYPE_CHECKING:
    from datetime import date

FIRST_YEAR = 2000


class DecisionForm(forms.Form):
    """The head of a decision; the list itself is drawn, not typed."""

    number = forms.CharField(
        label=_("decision number"), max_length=60, help_text=_("As the document carries it.")
    )
    decided_on = forms.DateField(
        label=_("date of the decision"), widget=forms.DateInput(attrs={"type": "date"})
    )
    signatory = forms.CharField(label=_("signatory"), max_length=120)
    note = forms.CharField(
        label=_("note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    #: The newest decision that the person saw.
    after_turn = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_decided_on(self) -> date:
        day = self.cleaned_data["decided_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class FactForm(forms.Form):
    """A fact of a unit from a year on."""

    enterprise = forms.TypedChoiceField(label=_("enterprise"), coerce=int)
    fact = forms.ChoiceField(label=_("fact"))
    year_from = forms.IntegerField(
        label=_("from the year"), min_value=FIRST_YEAR, max_value=2099, localize=False
    )
    value = forms.DecimalField(
        label=_("amount"),
        required=False,
        min_value=Decimal(0),
        max_digits=16,
        decimal_places=4,
        localize=False,
        help_text=_("Only for a fact that is an amount, in the unit named with it."),
    )
    ends = forms.BooleanField(label=_("no longer holds from this year on"), required=False)
    evidence = forms.CharField(
        label=_("evidence"),
        max_length=300,
        help_text=_("Document, permit or inspection that proves it."),
    )

    def __init__(self, *args: Any, enterprises: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "enterprise", enterprises)
        offer(self, "fact", [(name, _named(name)) for name in _entered()])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        fact = FACTS.get(cleaned.get("fact", ""))
        if fact and fact.is_amount and cleaned.get("value") is None and not cleaned.get("ends"):
            self.add_error("value", _("This fact is an amount; say how much."))
        if fact and not fact.is_amount and cleaned.get("value") is not None:
            self.add_error("value", _("This fact holds or does not; it has no amount."))
        return cleaned

    @property
    def amount(self) -> Decimal:
        """Return what will be kept: an amount, one for what holds, zero for what ended."""
        if self.cleaned_data["ends"]:
            return Decimal(0)
        given = self.cleaned_data["value"]
        return Decimal(1) if given is None else given


def _entered() -> list[str]:
    return [name for name, fact in FACTS.items() if fact.origin == ENTERED]


def _named(name: str) -> str:
    fact = FACTS[name]
    said = local(fact.name_en, fact.name_zh)
    return f"{said} [{fact.unit}]" if fact.unit else said
