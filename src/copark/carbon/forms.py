from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from copark.base.forms import offer
from copark.base.sheets import reading
from copark.base.sheets.sentences import refusal
from copark.carbon import queries, words
from copark.carbon.calc.entering import ASIDE, new_entry, understood_row, units_of
from copark.carbon.calc.entry_sheets import name_of
from copark.carbon.calc.factors import Method
from copark.kernel.entries import Field

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from copark.carbon.contracts import NewEntry
    from copark.kernel.entries import Block

MONTHS = 12
LONGEST = 300
REASON = Field("reason", "text")  #: No field of a block: asked of every row.


class MethodForm(forms.Form):
    """By which method, factors and warming potentials the inventory is computed, from a year on."""

    valid_from = forms.IntegerField(
        label=_("from the year"), min_value=2000, max_value=2099, localize=False
    )
    factor_set = forms.ChoiceField(
        label=_("accounting method and factor set"), help_text=_("Sets are never mixed.")
    )
    gwp_set = forms.ChoiceField(
        label=_("warming potentials"),
        required=False,
        help_text=_("Empty: those of the report that the method names."),
    )
    grid = forms.ChoiceField(label=_("grid and basis"))
    grid_year = forms.IntegerField(
        label=_("year of the grid factor"),
        required=False,
        min_value=2000,
        max_value=2099,
        localize=False,
        help_text=_("Empty: the newest published by the year of the inventory."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sets = [(name, words.factor_set(name)) for name in queries.factor_sets()]
        offer(self, "factor_set", sets)
        offer(self, "gwp_set", [("", "–"), *((name, name) for name in queries.gwp_sets())])
        grids = {(row.area, row.basis): row.name_zh for row in queries.grid_factors()}
        offered = [
            (f"{area}|{basis}", f"{area} {name} · {words.basis(basis)}")
            for (area, basis), name in sorted(grids.items())
        ]
        offer(self, "grid", offered)

    def method(self) -> Method:
        area, _bar, basis = self.cleaned_data["grid"].partition("|")
        given = self.cleaned_data
        return Method(given["factor_set"], area, basis, given["grid_year"], given["gwp_set"])


class EntryForm(forms.Form):
    """One row of a block; its fields are those of the block, and a file reads them alike."""

    enterprise = forms.TypedChoiceField(label=_("enterprise"), coerce=int)
    month = forms.TypedChoiceField(
        label=_("month"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("Leave empty for the whole year."),
    )

    def __init__(
        self,
        *args: Any,
        block: Block,
        year: int,
        enterprises: list[tuple[int, str]],
        is_correction: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.block, self.year = block, year
        offer(self, "enterprise", enterprises)
        offer(self, "month", [("", _("whole year")), *((n, n) for n in range(1, MONTHS + 1))])
        if len(enterprises) == 1:
            self.fields["enterprise"].initial = enterprises[0][0]
        for item in (*block.fields, REASON):
            if item.key != "period":
                self.fields[item.key] = _asked(block, item)
        self.fields["file"] = forms.FileField(
            label=_("evidence file"), required=False, help_text=_("Up to 20 MB.")
        )
        self.fields["reason"].required = is_correction

    def own(self) -> list[forms.BoundField]:
        """Return the fields of the block itself."""
        return [self[item.key] for item in self.block.fields if item.key not in ASIDE]

    def aside(self) -> list[forms.BoundField]:
        """Return what every row may say beside it."""
        keys = ("plant", "source", "uncertainty", "reason", "file")
        return [self[key] for key in keys if key in self.fields]

    def clean_file(self) -> UploadedFile | None:
        file = self.cleaned_data["file"]
        if file and file.size > reading.MAX_BYTES:
            raise forms.ValidationError(refusal(reading.refused_size(file.size)))
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        said = {item.key: str(cleaned.get(item.key) or "").strip() for item in self.block.fields}
        month = cleaned.get("month")
        said["period"] = str(self.year) if month is None else f"{self.year}-{month:02}"
        self.values, faults = understood_row(self.block, said, self.year)
        for fault in faults:
            column = fault.column if fault.column in self.fields else None
            if column not in self.errors:
                self.add_error(column, words.fault(fault))
        return cleaned

    def entry(self) -> NewEntry:
        return new_entry(
            self.cleaned_data["enterprise"],
            self.year,
            self.block,
            self.values,
            reason=self.cleaned_data.get("reason", ""),
            origin="FORM",
        )


def _asked(block: Block, item: Field) -> forms.Field:
    """Return the field of a form that asks for a field of a block."""
    name = name_of(queries.field_names(), block.key, item.key)
    facts: dict[str, Any] = {
        "label": words.local(name.title_en, name.title_zh),
        "help_text": words.local(name.help_en, name.help_zh),
        "required": item.required,
    }
    if item.key == "unit":
        units = [(unit, unit) for unit in units_of(block)]
        return forms.ChoiceField(choices=units, **facts)
    if item.kind == "choice":
        named = [(one.code, words.local(one.name_en, one.name_zh)) for one in item.choices]
        return forms.ChoiceField(choices=[("", "–"), *named], **facts)
    return forms.CharField(max_length=LONGEST, **facts)
