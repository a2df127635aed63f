from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from copark.base.forms import offer
from copark.kernel.entries import Entry as Written
from copark.kernel.quantity import UNITS
from copark.pollution import queries, words
from copark.pollution.calc import entering
from copark.pollution.contracts import NewEntry, NewRelease
from copark.pollution.models import Medium

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from copark.kernel.faults import Fault
    from copark.pollution.calc.blocks import Asked, Entered

MASSES = [("t", "t"), ("kg", "kg"), ("g", "g")]
DIGITS: dict[str, Any] = {
    "max_digits": 24,
    "decimal_places": 9,
    "min_value": Decimal(0),
    "localize": False,
}


class ReleaseForm(forms.Form):
    """A declared release of a year."""

    enterprise = forms.TypedChoiceField(label=_("enterprise"), coerce=int)
    year = forms.IntegerField(label=_("year"), min_value=2000, localize=False)
    medium = forms.ChoiceField(label=_("medium"), choices=Medium.choices)
    pollutant = forms.ChoiceField(label=_("pollutant"))
    amount = forms.DecimalField(label=_("amount"), **DIGITS)
    unit = forms.ChoiceField(label=_("unit"), choices=MASSES)
    evidence = forms.CharField(
        label=_("evidence"),
        max_length=300,
        required=False,
        help_text=_("Report, balance or coefficient."),
    )

    def __init__(
        self, *args: Any, enterprises: list[tuple[int, str]], this_year: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "enterprise", enterprises)
        self.fields["year"].validators.append(forms.IntegerField(max_value=this_year).validators[0])
        known = queries.pollutants()
        offer(self, "pollutant", [(code, queries.pollutant_name(code)) for code in known])
        if len(enterprises) == 1:
            self.fields["enterprise"].initial = enterprises[0][0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        known = queries.pollutants().get(cleaned.get("pollutant", ""))
        medium = cleaned.get("medium")
        if known and medium and medium not in known.media:
            self.add_error("medium", _("This pollutant is not released to that medium."))
        return cleaned

    def release(self) -> NewRelease:
        given = self.cleaned_data
        return NewRelease(
            given["enterprise"],
            given["year"],
            given["medium"],
            given["pollutant"],
            given["amount"],
            given["unit"],
            "FORM",
            given["evidence"],
        )


class CorrectForm(forms.Form):
    """A better amount for a declared release."""

    amount = forms.DecimalField(label=_("amount"), **DIGITS)
    unit = forms.ChoiceField(label=_("unit"), choices=MASSES)
    evidence = forms.CharField(
        label=_("evidence"),
        max_length=300,
        help_text=_("Why the amount changes, and what proves it."),
    )


LARGEST_FILE = 10_000_000  #: Bytes of a file of evidence.


class EntryForm(forms.Form):
    """A row of one kind; its fields are those of the kind's table."""

    def __init__(
        self,
        *args: Any,
        block: Entered,
        of_year: int | None = None,
        is_new: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.block, self.of_year = block, of_year
        for asked in block.asked:
            self.fields[asked.field.key] = _field(asked, block)
        self.fields["uncertainty"] = forms.DecimalField(
            label=_("uncertainty (%)"),
            required=False,
            min_value=Decimal(0),
            max_value=Decimal(entering.MOST_PERCENT),
            localize=False,
            help_text=_("Relative, 95 %; leave empty if it is not known."),
        )
        self.fields["evidence"] = forms.CharField(
            label=_("evidence"),
            max_length=300,
            required=block.key in entering.NEEDS_EVIDENCE,
            help_text=_("Report, ledger or laboratory, with its number."),
        )
        self.fields["file"] = forms.FileField(
            label=_("file of evidence"), required=False, help_text=_("At most 10 MB.")
        )
        self.fields["reason"] = forms.CharField(
            label=_("reason"),
            max_length=300,
            required=not is_new,
            help_text="" if is_new else _("Why the entry changes."),
        )

    @property
    def asked_fields(self) -> list[forms.BoundField]:
        """Return the fields of the kind, in their order."""
        return [self[one.field.key] for one in self.block.asked]

    def clean_file(self) -> UploadedFile | None:
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file has more than 10 MB."))
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        year = cleaned.get("year", self.of_year)
        if year and not self.errors:
            row = Written(self.block.key, 1, "1", entering.cells_of(self.texts()))
            evidence = {1: cleaned.get("evidence", "")}
            for fault in entering.understood([row], evidence, queries.book(), year)[1]:
                self._say(fault)
        return cleaned

    def texts(self) -> dict[str, str]:
        """Return what was written in each field that is not empty."""
        found = {one.field.key: self.cleaned_data.get(one.field.key) for one in self.block.asked}
        return {key: str(text).strip() for key, text in found.items() if text not in (None, "")}

    def entry(self, enterprise_id: int, year: int, upload_id: int | None = None) -> NewEntry:
        """Return the row as it was written."""
        given = self.cleaned_data
        return NewEntry(
            enterprise_id=enterprise_id,
            year=year,
            block=self.block.key,
            values=self.texts(),
            uncertainty=given["uncertainty"],
            evidence=given["evidence"],
            reason=given["reason"],
            upload_id=upload_id,
        )

    def _say(self, fault: Fault) -> None:
        field = fault.column if fault.column in self.fields else None
        self.add_error(field, words.fault_sentence(fault))


class NewEntryForm(EntryForm):
    """A row, with whose it is and of which year."""

    enterprise = forms.TypedChoiceField(label=_("enterprise"), coerce=int)
    year = forms.IntegerField(label=_("year"), min_value=2000, localize=False)

    def __init__(
        self, *args: Any, enterprises: list[tuple[int, str]], this_year: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "enterprise", enterprises)
        self.fields["year"].validators.append(forms.IntegerField(max_value=this_year).validators[0])
        if len(enterprises) == 1:
            self.fields["enterprise"].initial = enterprises[0][0]


def _field(asked: Asked, block: Entered) -> forms.Field:
    """Return the field of a form; numbers are read like those of a file, so all are texts."""
    facts: dict[str, Any] = {
        "label": words.asked(asked),
        "help_text": words.asked_help(asked),
        "required": asked.field.required,
    }
    if asked.field.kind == "choice":
        chosen = [(one.code, words.local(one.name_en, one.name_zh)) for one in asked.field.choices]
        return forms.ChoiceField(choices=[("", "–"), *chosen], **facts)
    if asked.field.key == "unit":
        return forms.ChoiceField(choices=[(unit, unit) for unit in units_of(block)], **facts)
    widget = forms.TextInput(attrs={"inputmode": "decimal"} if asked.unit else {})
    return forms.CharField(max_length=120, widget=widget, **facts)


def units_of(block: Entered) -> list[str]:
    """Return the units that a block's amounts may be given in, its own first."""
    own = block.block.units[0]
    dimension = UNITS[own].dimension
    others = [key for key, unit in UNITS.items() if unit.dimension == dimension and key != own]
    return [own, *others]
