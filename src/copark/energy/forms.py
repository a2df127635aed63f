from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from copark.base.forms import offer
from copark.energy import queries
from copark.energy.contracts import NewOutput, NewTurnover, NewUse
from copark.energy.models import Direction

MONTHS = 12
DIGITS: dict[str, Any] = {
    "max_digits": 21,
    "decimal_places": 6,
    "min_value": Decimal(0),
    "localize": False,
}


class UseForm(forms.Form):
    """An amount of a carrier in a month or a year."""

    enterprise = forms.TypedChoiceField(label=_("enterprise"), coerce=int)
    year = forms.IntegerField(label=_("year"), min_value=2000, localize=False)
    month = forms.TypedChoiceField(
        label=_("month"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("Leave empty for the whole year."),
    )
    carrier = forms.ChoiceField(label=_("carrier"))
    direction = forms.ChoiceField(
        label=_("direction"),
        choices=Direction.choices,
        help_text=_(
            "Give each amount once: what is bought as raw material goes under feedstock only."
        ),
    )
    amount = forms.DecimalField(label=_("amount"), **DIGITS)
    unit = forms.ChoiceField(label=_("unit"))
    evidence = forms.CharField(
        label=_("evidence"), max_length=300, required=False, help_text=_("Bill, meter or contract.")
    )

    def __init__(
        self, *args: Any, enterprises: list[tuple[int, str]], this_year: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        carriers = queries.carriers()
        offer(self, "enterprise", enterprises)
        cast("forms.IntegerField", self.fields["year"]).max_value = this_year
        self.fields["year"].validators.append(forms.IntegerField(max_value=this_year).validators[0])
        offer(self, "month", [("", _("whole year")), *((n, n) for n in range(1, MONTHS + 1))])
        offer(self, "carrier", [(code, queries.carrier_name(code)) for code in carriers])
        units = dict.fromkeys(unit for carrier in carriers.values() for unit in carrier.units)
        offer(self, "unit", [(unit, unit) for unit in units])
        if len(enterprises) == 1:
            self.fields["enterprise"].initial = enterprises[0][0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        carrier = queries.carriers().get(cleaned.get("carrier", ""))
        unit = cleaned.get("unit")
        if carrier and unit and unit not in carrier.units:
            allowed = ", ".join(carrier.units)
            self.add_error("unit", _("This carrier is counted in %(units)s.") % {"units": allowed})
        return cleaned

    def use(self) -> NewUse:
        given = self.cleaned_data
        return NewUse(
            given["enterprise"],
            given["year"],
            given["month"],
            given["carrier"],
            given["direction"],
            given["amount"],
            given["unit"],
            "FORM",
            given["evidence"],
        )


class CorrectForm(forms.Form):
    """A better amount for a row."""

    amount = forms.DecimalField(label=_("amount"), **DIGITS)
    unit = forms.ChoiceField(label=_("unit"))
    evidence = forms.CharField(
        label=_("evidence"),
        max_length=300,
        help_text=_("Why the amount changes, and what proves it."),
    )

    def __init__(self, *args: Any, carrier: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = queries.carriers()[carrier]
        offer(self, "unit", [(unit, unit) for unit in known.units])
        self.fields["unit"].initial = known.unit


MONEY: dict[str, Any] = {"max_digits": 18, "decimal_places": 4, "localize": False}


class OutputForm(forms.Form):
    """What was brought forth of a product in a month or a year."""

    enterprise = forms.TypedChoiceField(label=_("enterprise"), coerce=int)
    year = forms.IntegerField(label=_("year"), min_value=2000, localize=False)
    month = forms.TypedChoiceField(
        label=_("month"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("Leave empty for the whole year."),
    )
    product = forms.CharField(
        label=_("product code"),
        max_length=30,
        help_text=_("Your own code; the same code in every month and year."),
    )
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=120, required=False)
    amount = forms.DecimalField(label=_("amount"), **DIGITS)
    unit = forms.ChoiceField(label=_("unit"))
    evidence = forms.CharField(
        label=_("evidence"),
        max_length=300,
        required=False,
        help_text=_("Production ledger or statistics form."),
    )

    def __init__(
        self, *args: Any, enterprises: list[tuple[int, str]], this_year: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _bound(self, enterprises, this_year)
        offer(self, "month", [("", _("whole year")), *((n, n) for n in range(1, MONTHS + 1))])
        offer(self, "unit", [(unit, unit) for unit in queries.output_units()])

    def row(self) -> NewOutput:
        given = self.cleaned_data
        names = ("product", "amount", "unit", "name_en", "name_zh")
        facts = {name: given[name] for name in names}
        return NewOutput(
            given["enterprise"], given["year"], given["month"], **facts, evidence=given["evidence"]
        )


class CorrectOutputForm(forms.Form):
    """A better amount for a row of output."""

    amount = forms.DecimalField(label=_("amount"), **DIGITS)
    unit = forms.ChoiceField(label=_("unit"))
    evidence = forms.CharField(
        label=_("evidence"),
        max_length=300,
        help_text=_("Why the amount changes, and what proves it."),
    )

    def __init__(self, *args: Any, kept_in: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = queries.output_units().values()
        fit = [row.symbol for row in units if row.kept_in == kept_in]
        offer(self, "unit", [(unit, unit) for unit in fit])
        self.fields["unit"].initial = kept_in


class CorrectTurnoverForm(forms.Form):
    """Better values for a year."""

    output_value = forms.DecimalField(
        label=_("output value (10,000 CNY)"), min_value=Decimal(0), **MONEY
    )
    added_value = forms.DecimalField(
        label=_("added value (10,000 CNY)"),
        required=False,
        help_text=_("May be negative. Leave empty where it is not known."),
        **MONEY,
    )
    evidence = forms.CharField(
        label=_("evidence"),
        max_length=300,
        help_text=_("Annual account or statistics form."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        value, added = cleaned.get("output_value"), cleaned.get("added_value")
        if value is not None and added is not None and added > value:
            self.add_error("added_value", _("This is more than the output value."))
        return cleaned


class TurnoverForm(CorrectTurnoverForm):
    """Output value and added value of a year."""

    enterprise = forms.TypedChoiceField(label=_("enterprise"), coerce=int)
    year = forms.IntegerField(label=_("year"), min_value=2000, localize=False)
    price_year = forms.IntegerField(
        label=_("price basis"),
        min_value=2000,
        required=False,
        localize=False,
        help_text=_("Year whose prices are used. Leave empty for the prices of the year itself."),
    )

    def __init__(
        self, *args: Any, enterprises: list[tuple[int, str]], this_year: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _bound(self, enterprises, this_year)
        self.fields["evidence"].required = False

    def row(self) -> NewTurnover:
        given = self.cleaned_data
        return NewTurnover(
            given["enterprise"],
            given["year"],
            given["output_value"],
            given["added_value"],
            given["price_year"] or 0,
            "FORM",
            given["evidence"],
        )


def _bound(form: forms.Form, enterprises: list[tuple[int, str]], this_year: int) -> None:
    """Offer the enterprises, the only one chosen, and no year that has not begun."""
    offer(form, "enterprise", enterprises)
    year = cast("forms.IntegerField", form.fields["year"])
    year.max_value = this_year
    year.validators.append(forms.IntegerField(max_value=this_year).validators[0])
    if len(enterprises) == 1:
        form.fields["enterprise"].initial = enterprises[0][0]
