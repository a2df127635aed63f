"""What might be, asked by an address that can be sent to others: nothing of it is kept."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from copark.base.forms import offer
from copark.synergy.calc.whatif import SHARE, VALUE, Shift, Supposed
from copark.synergy.queries.facts import local

if TYPE_CHECKING:
    from copark.synergy.calc.rulesets import RuleSet

SHIFTS = 3  #: Amounts that may change at once; more are another question.
CHANGE = re.compile(r"([+-]?\d{1,12}(?:\.\d{1,6})?)\s*(%?)")
HUNDRED = Decimal(100)


class ChangeField(forms.CharField):
    """A change by a share (-10 %) or another amount (1200)."""

    def clean(self, value: str | None) -> tuple[str, Decimal] | None:
        text = unicodedata.normalize("NFKC", super().clean(value)).replace("−", "-").strip()
        if not text:
            return None
        found = CHANGE.fullmatch(text)
        if not found:
            raise forms.ValidationError(_("Write a share such as -10% or an amount such as 1200."))
        number = Decimal(found[1])
        return (SHARE, number / HUNDRED) if found[2] else (VALUE, number)


class WhatIfForm(forms.Form):
    """Other thresholds, rules left out, other amounts of units."""

    def __init__(
        self,
        *args: Any,
        rule_set: RuleSet,
        units: list[tuple[str, str]],
        subjects: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rule_set = rule_set
        for place, rule in enumerate(rule_set.rules):
            self.fields[f"off{place}"] = forms.BooleanField(
                label=local(rule.name_en, rule.name_zh), required=False
            )
            if not rule.is_fact:
                self.fields[f"t{place}"] = _threshold(rule.threshold)
        for place in range(SHIFTS):
            self.fields[f"u{place}"] = forms.ChoiceField(label=_("enterprise"), required=False)
            self.fields[f"s{place}"] = forms.ChoiceField(label=_("subject"), required=False)
            self.fields[f"c{place}"] = ChangeField(label=_("change"), required=False, max_length=24)
            offer(self, f"u{place}", [("", "–"), *units])
            offer(self, f"s{place}", [("", "–"), *subjects])

    @property
    def rules(self) -> list[dict[str, Any]]:
        """Return the rules with their fields, for the page."""
        return [
            {
                "rule": rule,
                "off": self[f"off{place}"],
                "threshold": None if rule.is_fact else self[f"t{place}"],
            }
            for place, rule in enumerate(self.rule_set.rules)
        ]

    @property
    def shifts(self) -> list[tuple[Any, Any, Any]]:
        """Return the fields of the amounts, for the page."""
        return [
            (self[f"u{place}"], self[f"s{place}"], self[f"c{place}"]) for place in range(SHIFTS)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for place in range(SHIFTS):
            given = [cleaned.get(f"{part}{place}") for part in "usc"]
            if any(given) and not all(given) and f"c{place}" not in self.errors:
                self.add_error(
                    f"c{place}", _("Choose an enterprise, a subject and a change together.")
                )
        return cleaned

    def supposed(self) -> Supposed:
        """Return what is supposed; only what differs from the rules as they are."""
        given = self.cleaned_data
        rules = self.rule_set.rules
        return Supposed(
            thresholds={
                place: given[f"t{place}"]
                for place, rule in enumerate(rules)
                if not rule.is_fact and given[f"t{place}"] not in {None, rule.threshold}
            },
            left_out=frozenset(place for place in range(len(rules)) if given[f"off{place}"]),
            shifts=tuple(_shift(given, place) for place in range(SHIFTS) if given[f"c{place}"]),
        )

    def query(self, **others: object) -> str:
        """Return the shortest address that asks the same."""
        asked = {
            name: self.data[name]
            for name in self.fields
            if self.data.get(name) not in {None, "", "–"}
        }
        return urlencode({**others, **asked})


def _threshold(now: Decimal) -> forms.DecimalField:
    return forms.DecimalField(
        label=_("threshold"),
        required=False,
        max_digits=18,
        decimal_places=4,
        min_value=Decimal("0.0001"),
        localize=False,
        widget=forms.NumberInput(attrs={"placeholder": f"{now.normalize():f}", "step": "any"}),
    )


def _shift(given: dict[str, Any], place: int) -> Shift:
    subject, _bar, medium = given[f"s{place}"].partition("|")
    kind, number = given[f"c{place}"]
    return Shift(given[f"u{place}"], subject, medium, kind, number)


class MarginForm(forms.Form):
    """How near counts as near, and how unsure figures are that say nothing of it."""

    margin = forms.DecimalField(
        label=_("within"),
        required=False,
        min_value=Decimal("0.1"),
        max_value=HUNDRED,
        max_digits=5,
        decimal_places=2,
        localize=False,
    )
    assumed = forms.DecimalField(
        label=_("assumed uncertainty of the figures"),
        required=False,
        min_value=Decimal(0),
        max_value=HUNDRED,
        max_digits=5,
        decimal_places=2,
        localize=False,
    )
