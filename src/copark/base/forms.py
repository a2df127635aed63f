from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.conf import settings
from django.contrib.auth import forms as auth
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)
from django.utils.translation import gettext_lazy as _

from copark.base import directory
from copark.base.models import Role, User

if TYPE_CHECKING:
    from collections.abc import Sequence


def offer(form: forms.BaseForm, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    """Set what a field of a form lets one choose from."""
    cast("forms.ChoiceField", form.fields[name]).choices = choices


class Password(auth.PasswordChangeForm):
    """Change one's own password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].widget.attrs.pop("autofocus", None)


class Person(forms.ModelForm):
    """Who somebody is, and what they may do."""

    enterprise_id = forms.TypedChoiceField(
        label=_("Enterprise"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Needed for enterprise staff: they see this enterprise and no other."),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = User
        fields = [
            "username",
            "first_name",
            "email",
            "role",
            "enterprise_id",
            "language",
            "is_active",
        ]
        labels = {
            "username": _("User name"),
            "first_name": _("Full name"),
            "email": _("Email"),
            "role": _("Role"),
            "is_active": _("May sign in"),
        }
        help_texts = {
            "username": _("What the person types to sign in: letters, digits and @ . + - _"),
            "is_active": _(
                "People are never deleted, since the audit trail names them. Take this "
                "mark away instead."
            ),
            "role": _(
                "Park staff watch, account and command. Regulators read. Administrators "
                "also set up."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "enterprise_id", [("", "–"), *directory.names("enterprise")])
        offer(self, "language", [("", _("As the browser asks")), *settings.LANGUAGES])
        self.fields["password"].required = self.instance.pk is None
        self.fields["password"].help_text = (
            password_validators_help_text_html()
            if self.instance.pk is None
            else _("Leave empty to keep the one in use.")
        )

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if password:
            validate_password(password, self.instance)
        return password

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("role") != Role.ENTERPRISE:
            cleaned["enterprise_id"] = None
        elif not cleaned.get("enterprise_id"):
            self.add_error("enterprise_id", _("Choose the enterprise this person works for."))
        return cleaned

    def _post_clean(self) -> None:
        """Leave the instance alone: the service writes it."""
        before = dict(self.instance.__dict__)
        super()._post_clean()  # type: ignore[misc]  # the stubs leave it out
        self.facts = {
            name: self.cleaned_data[name] for name in self.Meta.fields if name in self.cleaned_data
        }
        self.instance.__dict__.update(before)
