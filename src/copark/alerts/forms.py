from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from copark.alerts.models import Level
from copark.base.forms import offer


def states() -> dict[str, str]:
    """Return what the states of a warning are called."""
    return {
        "OPEN": gettext("Not acknowledged"),
        "ACKNOWLEDGED": gettext("Acknowledged"),
        "CLOSED": gettext("Closed"),
    }


STANDING = "STANDING"  #: Not closed: open or acknowledged.


class Filter(forms.Form):
    """What a person asks of the list. An answer that is not offered is as good as none."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            (STANDING, _("Open and acknowledged")),
            ("OPEN", _("Not acknowledged")),
            ("ACKNOWLEDGED", _("Acknowledged")),
            ("CLOSED", _("Closed")),
            ("ALL", _("All")),
        ],
    )
    level = forms.ChoiceField(
        label=_("Level"), required=False, choices=[("", _("All levels")), *Level.choices]
    )
    enterprise = forms.TypedChoiceField(
        label=_("Enterprise"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, enterprises: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "enterprise", [("", _("All enterprises")), *enterprises])

    @property
    def asked(self) -> dict[str, Any]:
        self.is_valid()
        given = self.cleaned_data
        return {
            "state": given.get("state") or STANDING,
            "level": given.get("level") or "",
            "enterprise_id": given.get("enterprise"),
        }


class Note(forms.Form):
    note = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What was found, and what was done. Kept with the warning."),
    )


class ClosingNote(Note):
    """Closing by hand goes against what the data say, so it needs its reason."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True
