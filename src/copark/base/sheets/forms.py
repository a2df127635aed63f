"""The form that brings a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from copark.base.sheets import reading
from copark.base.sheets.sentences import refusal

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

FIRST_YEAR, LAST_YEAR = 2000, 2099


class SheetForm(forms.Form):
    """A spreadsheet, and the year it may speak of."""

    file = forms.FileField(
        label=_("file"),
        help_text=_("Excel workbook (.xlsx) or CSV; up to 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )
    year = forms.IntegerField(
        label=_("year"),
        required=False,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text=_("If given, rows of other years are refused."),
        localize=False,
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > reading.MAX_BYTES:
            raise forms.ValidationError(refusal(reading.refused_size(file.size)))
        return file
