from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class RegisterForm(forms.Form):
    """One or two files of a public register."""

    file = forms.FileField(
        label=_("file"), help_text=_("TRI: the basic data file. GHGRP: the table of facilities.")
    )
    flows = forms.FileField(
        label=_("second file"), required=False, help_text=_("GHGRP only: the table of flows.")
    )
    year = forms.IntegerField(
        label=_("year"),
        required=False,
        min_value=1990,
        max_value=2099,
        localize=False,
        help_text=_("GHGRP only: its files do not say it."),
    )
    area = forms.CharField(
        label=_("area"),
        max_length=100,
        help_text=_("Registers of the same year and area are compared."),
    )
    source = forms.CharField(
        label=_("source"), max_length=300, help_text=_("Where the file is from, and its licence.")
    )

    def register(self) -> dict[str, Any]:
        """Return what the service asks for."""
        said = self.cleaned_data
        brought = [one for one in (said["file"], said["flows"]) if one]
        files = {f"{place}. {one.name}": one.read() for place, one in enumerate(brought, start=1)}
        return {
            "files": files, "year": said["year"], "area": said["area"], "source": said["source"],
        }  # fmt: skip
