from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from copark.synergy.calc.rulesets import LONGEST

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

    from copark.synergy.calc.rulesets import Rule, RuleSet

OWN = "park decision; before: "


class RuleSetForm(forms.Form):
    """A rule set of one's own, made from another: which rules hold, and at which thresholds."""

    name = forms.SlugField(
        label=_("short name"),
        max_length=40,
        help_text=_("Letters, digits and hyphens. An existing name of yours gets a new version."),
    )
    title_en = forms.CharField(label=_("English title"), max_length=120)
    title_zh = forms.CharField(label=_("Chinese title"), max_length=120)
    valid_from = forms.DateField(
        label=_("valid from"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(
        self, *args: Any, base: RuleSet, records: list[dict[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.base = base
        self.records = records
        chinese = (get_language() or "").startswith("zh")
        for number, row in enumerate(records):
            name = row["name_zh"] if chinese else row["name_en"]
            self.fields[f"use_{number}"] = forms.BooleanField(
                label=name, required=False, initial=True
            )
            if row["operator"] != "==":
                self.fields[f"threshold_{number}"] = _threshold(row["threshold"], row["unit"])
            if row["operator"] == "range":
                self.fields[f"upper_{number}"] = _threshold(row["upper"], row["unit"])
            self._add_years(number, base.rules[number])

    def _add_years(self, number: int, rule: Rule) -> None:
        """How far the rule looks back, and how long it keeps who has fallen below."""
        self.fields[f"years_{number}"] = _count(_("years looked at"), rule.years, least=1)
        self.fields[f"span_{number}"] = forms.ChoiceField(
            label=_("must be met in"),
            choices=[("any", _("any of the years")), ("each", _("each of the years"))],
            initial=rule.span,
            required=False,
        )
        self.fields[f"stays_{number}"] = _count(_("years it stays after"), rule.stays, least=0)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return the rules with their fields, for the page."""
        return [
            {
                "use": self[f"use_{number}"],
                "threshold": self[f"threshold_{number}"]
                if f"threshold_{number}" in self.fields
                else None,
                "upper": self[f"upper_{number}"] if f"upper_{number}" in self.fields else None,
                "unit": row["unit"],
                "years": self[f"years_{number}"],
                "span": self[f"span_{number}"],
                "stays": self[f"stays_{number}"],
            }
            for number, row in enumerate(self.records)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(f"use_{number}") for number in range(len(self.records))):
            self.add_error(None, _("Keep at least one rule."))
        for number in range(len(self.records)):
            low, high = cleaned.get(f"threshold_{number}"), cleaned.get(f"upper_{number}")
            if low is not None and high is not None and high <= low:
                self.add_error(f"upper_{number}", _("The upper end must lie above the lower one."))
        return cleaned

    def rules(self) -> list[dict[str, str]]:
        """Return the rows as they will be kept; a changed number is the park's own."""
        kept = []
        for number, row in enumerate(self.records):
            if not self.cleaned_data[f"use_{number}"]:
                continue
            fresh = dict(row)
            for column in ("threshold", "upper"):
                given = self.cleaned_data.get(f"{column}_{number}")
                if given is not None and given != Decimal(row[column] or 0):
                    fresh[column] = f"{given.normalize():f}"
                    fresh["source"] = f"{OWN}{row['source']}"[:300]
            kept.append(self._with_years(fresh, number))
        return kept

    def _with_years(self, row: dict[str, str], number: int) -> dict[str, str]:
        rule = self.base.rules[number]
        fresh = dict(row)
        for column in ("years", "span", "stays"):
            given = self.cleaned_data.get(f"{column}_{number}")
            if given not in {None, ""} and given != getattr(rule, column):
                fresh[column] = str(given)
                if not fresh["source"].startswith(OWN):
                    fresh["source"] = f"{OWN}{row['source']}"[:300]
        return fresh


def _threshold(initial: str, unit: str) -> forms.DecimalField:
    most = Decimal(1) if unit == "fraction" else None
    return forms.DecimalField(
        label=_("threshold"),
        initial=Decimal(initial),
        max_digits=18,
        decimal_places=4,
        min_value=Decimal("0.0001"),
        max_value=most,
        localize=False,
    )


def _count(label: StrPromise, initial: int, *, least: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        initial=initial,
        required=False,
        min_value=least,
        max_value=LONGEST,
        localize=False,
    )
