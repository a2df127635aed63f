from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from copark.base.forms import offer
from copark.monitoring.models import MarkKind

LOCAL = "%Y-%m-%dT%H:%M"


class Moment(forms.DateTimeField):
    """A moment in the park's zone, as the browser's own picker writes it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
        super().__init__(widget=widget, input_formats=[LOCAL, "%Y-%m-%d %H:%M"], **kwargs)


class Period(forms.Form):
    start = Moment(label=_("From"))
    end = Moment(label=_("To"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("start") and given.get("end") and given["start"] >= given["end"]:
            self.add_error("end", _("The end must lie after the beginning."))
        return given


class Mark(Period):
    """What somebody says about an outlet or its monitor; the values themselves are never edited."""

    kind = forms.ChoiceField(label=_("Kind"), choices=MarkKind.choices)
    factor = forms.ChoiceField(label=_("Monitoring factor"), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=_("What happened, in a sentence that an inspector can check."),
    )
    evidence = forms.CharField(
        label=_("Evidence"),
        required=False,
        max_length=300,
        help_text=_("Work order, certificate or photograph number."),
    )
    field_order = ("kind", "factor", "start", "end", "reason", "evidence")

    def __init__(self, *args: Any, factors: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "factor", [("", _("All factors of the outlet")), *factors])


class Interval(forms.Form):
    """How often a station speaks."""

    realtime = forms.IntegerField(
        label=_("Real-time interval, seconds"), min_value=5, max_value=3600, required=False
    )
    minute = forms.IntegerField(
        label=_("Minute-data interval, minutes"), min_value=1, max_value=60, required=False
    )


class History(Period):
    """Which data a station should send again."""

    LONGEST = timedelta(days=31)

    cn = forms.ChoiceField(
        label=_("Data"),
        choices=[("2051", _("minute data")), ("2061", _("hour data")), ("2031", _("day data"))],
    )
    field_order = ("cn", "start", "end")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("start") and given.get("end") and given["end"] - given["start"] > self.LONGEST:
            self.add_error("end", _("Ask for at most 31 days at a time."))
        return given
