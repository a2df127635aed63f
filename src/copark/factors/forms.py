from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from copark.base.forms import offer
from copark.base.sheets import reading
from copark.base.sheets.sentences import refusal
from copark.factors import queries
from copark.factors.calc.catalogue import NUMBERS, OWN, columns_of
from copark.factors.contracts import File, NewVersion
from copark.factors.models import Confidence

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from copark.factors.calc.catalogue import Table

EVIDENCE = (".pdf", ".png", ".jpg", ".jpeg", ".txt", ".csv", ".xlsx", ".docx")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def bounded(file: UploadedFile | None) -> UploadedFile | None:
    if file and file.size and file.size > reading.MAX_BYTES:
        raise forms.ValidationError(refusal(reading.refused_size(file.size)))
    return file


class VersionForm(forms.Form):
    """What is said of a version, whoever makes it."""

    title = forms.CharField(
        label=_("what changed"),
        max_length=200,
        help_text=_("One line that people will read in the list of versions."),
    )
    source = forms.CharField(
        label=_("source"),
        max_length=300,
        help_text=_("The notice, standard or report, with its number and date."),
    )
    confidence = forms.ChoiceField(label=_("confidence"), choices=Confidence.choices)
    reason = forms.CharField(
        label=_("reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    valid_from = forms.DateField(
        label=_("in use from"),
        widget=DAY,
        localize=False,
        help_text=_("It cannot be activated before this day."),
    )
    evidence = forms.FileField(
        label=_("evidence"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(EVIDENCE)}),
        help_text=_("PDF, picture, text, CSV, .xlsx or .docx; up to 20 MB. It is kept."),
    )

    def clean_evidence(self) -> UploadedFile | None:
        file = bounded(self.cleaned_data["evidence"])
        if file and not str(file.name).lower().endswith(EVIDENCE):
            raise forms.ValidationError(
                _("A file of this kind is not kept as evidence. Use one of %(kinds)s.")
                % {"kinds": ", ".join(EVIDENCE)}
            )
        return file

    def facts(self) -> NewVersion:
        given = self.cleaned_data
        return NewVersion(
            given["title"],
            given["source"],
            given["confidence"],
            given["reason"],
            given["valid_from"],
        )

    def proof(self) -> File | None:
        return _brought(self.cleaned_data["evidence"])


def _brought(file: UploadedFile | None) -> File | None:
    return File(str(file.name), file.read()) if file else None


class BringForm(VersionForm):
    """A table as a file."""

    file = forms.FileField(
        label=_("file"),
        help_text=_("Excel workbook (.xlsx) or CSV with the columns of the table; up to 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )
    one_set = forms.ChoiceField(
        label=_("the file holds"),
        required=False,
        help_text=_("With one set, the rows of the other sets stay as they are."),
    )

    def __init__(self, *args: Any, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not table.set_column:
            del self.fields["one_set"]
            return
        said = _("only the set %(name)s")
        sets = [(name, said % {"name": name}) for name in sets_of(table)]
        offer(self, "one_set", [("", _("the whole table")), *sets])

    def clean_file(self) -> UploadedFile | None:
        return bounded(self.cleaned_data["file"])

    def table_file(self) -> File:
        file = self.cleaned_data["file"]
        return File(file.name, file.read())


class RowForm(VersionForm):
    """One factor of the park's own: what it is, and what proves it."""

    def __init__(self, *args: Any, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].required = True
        self.table = table
        self.columns = columns_of(queries.text(table.package, table.file))
        for column in self.own_columns:
            self.fields[f"cell_{column}"] = _field(table, column)

    @property
    def own_columns(self) -> list[str]:
        """Columns that the row alone says; source and confidence are those of the version."""
        return [one for one in self.columns if one not in {"source", "confidence"}]

    @property
    def pairs(self) -> list[list[forms.BoundField]]:
        """Return the fields of the row, two on a line."""
        cells = [self[f"cell_{column}"] for column in self.own_columns]
        return [cells[start : start + 2] for start in range(0, len(cells), 2)]

    def proven(self) -> File:
        file = self.cleaned_data["evidence"]
        return File(file.name, file.read())

    def row(self) -> dict[str, str]:
        given = self.cleaned_data
        row = {column: given[f"cell_{column}"] for column in self.own_columns}
        return row | {"source": given["source"], "confidence": given["confidence"]}


def sets_of(table: Table) -> list[str]:
    rows = queries.rows_of(queries.text(table.package, table.file))
    return sorted({row[table.set_column] for row in rows})


def _field(table: Table, column: str) -> forms.Field:
    rule = table.rule(column)
    title = queries.heading(column)
    if rule.kind in {"set", "known", "unit"}:
        return forms.ChoiceField(
            label=title, required=rule.required, choices=_choices(table, column, rule.kind)
        )
    if rule.kind in NUMBERS:
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        return forms.CharField(label=title, required=rule.required, max_length=30, widget=widget)
    return forms.CharField(label=title, required=rule.required, max_length=500)


def _choices(table: Table, column: str, kind: str) -> list[tuple[str, str]]:
    rows = queries.rows_of(queries.text(table.package, table.file))
    known = sorted({row[column] for row in rows if row[column]})
    own = [(OWN, str(_("own set of the park (OWN)")))] if kind == "set" and OWN not in known else []
    blank = [] if table.rule(column).required else [("", "–")]
    return [*blank, *((one, one) for one in known), *own]
