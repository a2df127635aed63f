from __future__ import annotations

import string
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from copark.base.forms import offer
from copark.kernel.quantity import UNITS
from copark.registry import queries as registry

LOCAL = "%Y-%m-%dT%H:%M"
NAMES = string.ascii_lowercase[:8]  #: Of the meters in a formula, as the form offers them.


class Exchange(forms.Form):
    """A meter was exchanged for another."""

    at = forms.DateTimeField(
        label=_("Exchanged at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
        input_formats=[LOCAL, "%Y-%m-%d %H:%M"],
    )
    closing = forms.FloatField(
        label=_("Last standing of the old meter"), widget=forms.NumberInput(attrs={"step": "any"})
    )
    opening = forms.FloatField(
        label=_("First standing of the new meter"), widget=forms.NumberInput(attrs={"step": "any"})
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example the work order, and the numbers of both meters."),
    )


class Counting(forms.Form):
    """How a meter counts."""

    register = forms.FloatField(
        label=_("Register rolls over at"),
        required=False,
        widget=forms.NumberInput(attrs={"step": "any"}),
        help_text=_("The standing after which it shows nought again; empty where it never does."),
    )
    outage = forms.ChoiceField(label=_("Amount over an outage"), choices=registry.outage_choices)
    main_id = forms.ChoiceField(
        label=_("Behind the main meter"),
        required=False,
        help_text=_("Totals take the main meter alone, so that nothing is counted twice."),
    )

    def __init__(self, *args: Any, mains: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "main_id", [("", _("none: this is a main meter")), *mains])

    def facts(self) -> dict[str, Any]:
        main = self.cleaned_data["main_id"]
        return self.cleaned_data | {"main_id": int(main) if main else None}


class Virtual(forms.Form):
    """A meter that is a formula over others."""

    code = forms.CharField(label=_("Code"), max_length=40)
    name_en = forms.CharField(label=_("English name"), max_length=120)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=120)
    unit = forms.ChoiceField(label=_("Unit"), choices=[(name, name) for name in UNITS])
    formula = forms.CharField(
        label=_("Formula"),
        max_length=500,
        help_text=_("The letters stand for the meters chosen below, for example a - b - c."),
    )

    def __init__(self, *args: Any, meters: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NAMES:
            self.fields[f"part_{name}"] = forms.ChoiceField(
                label=_("Meter %(letter)s") % {"letter": name},
                required=False,
                choices=[("", "–"), *meters],
            )

    @property
    def letters(self) -> list[forms.BoundField]:
        return [self[f"part_{name}"] for name in NAMES]

    @property
    def plain(self) -> list[forms.BoundField]:
        return [self[name] for name in self.base_fields]

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.base_fields}

    def parts(self) -> dict[str, str]:
        chosen = {name: self.cleaned_data[f"part_{name}"] for name in NAMES}
        return {name: key for name, key in chosen.items() if key}
