"""What people write about inventories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from copark.inventory.contracts import NewBoundary
from copark.reporting import words

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 2_000


class Note(forms.Form):
    """Words that go with a step; a reason where the step asks for one."""

    note = forms.CharField(required=False, max_length=LONGEST)

    def __init__(self, *args: Any, label: str, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = label
        self.fields["note"].required = needed
        self.fields["note"].widget = forms.Textarea(attrs={"rows": 2})


class Explanation(forms.Form):
    """Why a value is right that lies outside of what is expected."""

    key = forms.CharField(max_length=120, widget=forms.HiddenInput)
    text = forms.CharField(max_length=LONGEST)


class Due(forms.Form):
    """Another day for handing in."""

    due = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due"].label = _("Due day")


class BoundaryForm(forms.Form):
    """A merger, a split or a closure."""

    enterprise = forms.TypedChoiceField(coerce=int)
    kind = forms.ChoiceField()
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    other = forms.TypedChoiceField(coerce=int, required=False, empty_value=None)
    plant = forms.CharField(required=False, max_length=120)
    note = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, enterprises: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "enterprise": _("Enterprise"),
            "kind": _("What happened"),
            "day": _("From the day"),
            "other": _("The other enterprise"),
            "plant": _("Plant"),
            "note": _("Decision or document"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["plant"].help_text = _("Leave empty where the whole enterprise is meant.")
        self.fields["other"].help_text = _(
            "Into which it merged, or which was split off; none for a closure."
        )
        self.fields["enterprise"].choices = enterprises  # type: ignore[attr-defined]
        self.fields["other"].choices = [("", "—"), *enterprises]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind, words.boundary(kind)) for kind in words.BOUNDARIES
        ]

    def boundary(self) -> NewBoundary:
        given = self.cleaned_data
        return NewBoundary(
            given["enterprise"],
            given["kind"],
            given["day"],
            given["other"],
            given["plant"],
            given["note"],
        )
