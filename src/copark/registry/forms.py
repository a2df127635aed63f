from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast
from zoneinfo import available_timezones

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from copark.base.forms import offer
from copark.kernel.errors import Refused
from copark.kernel.quantity import UNITS, converted
from copark.protocols.hj212.factors import FACTORS
from copark.registry import models
from copark.web import pollutants
from copark.web.numbers import is_chinese

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

VARIANTS = [
    ("swapped", _("bytes swapped")),
    ("modbus", _("Modbus CRC")),
    ("modbus-swapped", _("Modbus CRC, bytes swapped")),
]
SYSTEMS = [
    ("31", _("31 · waste gas, stationary source")),
    ("32", _("32 · surface or waste water")),
    ("27", _("27 · volatile organic compounds")),
    ("22", _("22 · ambient air")),
    ("21", _("21 · surface water")),
    ("44", _("44 · energy meter")),
    ("39", _("39 · other")),
]
POLLUTANTS = ["so2", "nox", "pm", "vocs", "nmhc", "cod", "nh3n", "tp", "tn"]
MN = RegexValidator(
    r"^[0-9A-Za-z_-]{7,32}$",
    _("A station number has 7 to 32 letters and digits, as set in the data logger."),
)
KEY = RegexValidator(r"^[0-9A-Fa-f]{32}$", _("An SM4 key has 32 hexadecimal digits."))
SECTOR = RegexValidator(r"^[0-9]{4}$", _("A sector has four digits, for example 2710."))


class Row(forms.ModelForm):
    """A form that says what is well formed, and leaves the writing to a service."""

    within: ClassVar[str] = ""  #: Field in which `code` must be unique.

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        if not self.within:
            return code
        owner = getattr(self.instance, f"{self.within}_id")
        same = type(self.instance)._default_manager.filter(code=code, **{self.within: owner})  # noqa: SLF001
        if same.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("This code is taken. Choose another."))
        return code


def _choice_of_rows(form: forms.ModelForm, name: str) -> forms.ModelChoiceField:
    return cast("forms.ModelChoiceField", form.fields[name])


def _degrees(low: float, high: float) -> forms.FloatField:
    return forms.FloatField(
        min_value=low, max_value=high, widget=forms.NumberInput(attrs={"step": "any"})
    )


class Place(Row):
    """Anything with coordinates."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in (("longitude", _degrees(-180, 180)), ("latitude", _degrees(-90, 90))):
            field.label = self.fields[name].label
            field.help_text = _("Degrees, WGS 84.")
            self.fields[name] = field


class Park(Place):
    class Meta:
        model = models.Park
        fields = [
            "name_en",
            "name_zh",
            "code",
            "zone_name",
            "area_code",
            "longitude",
            "latitude",
            "stand_in_note_en",
            "stand_in_note_zh",
        ]
        help_texts = {
            "zone_name": _(
                "Days and hours of the park follow this zone, for example Asia/Shanghai."
            ),
            "area_code": _("GB/T 2260 code of the county, for the rules that differ by place."),
            "stand_in_note_zh": _(
                "Shown on every page while the data are not the park's own. Empty it when they are."
            ),
        }
        widgets = {
            "stand_in_note_en": forms.Textarea(attrs={"rows": 3}),
            "stand_in_note_zh": forms.Textarea(attrs={"rows": 3}),
        }

    def clean_zone_name(self) -> str:
        name = self.cleaned_data["zone_name"]
        if name not in available_timezones():
            raise forms.ValidationError(_("No such time zone. Write one like Asia/Shanghai."))
        return name


class Zone(Row):
    within = "park"

    class Meta:
        model = models.Zone
        fields = ["code", "name_en", "name_zh"]


class Enterprise(Place):
    within = "park"

    class Meta:
        model = models.Enterprise
        fields = [
            "name_en",
            "name_zh",
            "code",
            "zone",
            "sector",
            "permit_class",
            "longitude",
            "latitude",
            "is_above_scale",
            "is_ets_sector",
            "is_wastewater_works",
            "discharges_class1",
            "is_designated_energy_user",
            "is_park_utility",
            "stand_in_of",
        ]
        help_texts = {
            "code": _("Short and lasting; imports name the enterprise by it."),
            "sector": _(
                "Four digits of GB/T 4754-2017, for example 2710 for active "
                "pharmaceutical ingredients."
            ),
            "permit_class": _("As the discharge permit says."),
            "stand_in_of": _(
                "Register and site whose figures stand in for this enterprise. Empty for "
                "a real one."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choice_of_rows(self, "zone").queryset = models.Zone.objects.order_by("code")
        self.fields["sector"].validators.append(SECTOR)

    def places(self) -> Iterator[forms.BoundField]:
        return (
            self[name]
            for name in (
                "is_above_scale",
                "is_ets_sector",
                "is_wastewater_works",
                "discharges_class1",
                "is_designated_energy_user",
                "is_park_utility",
            )
        )


class Outlet(Place):
    within = "enterprise"

    class Meta:
        model = models.Outlet
        fields = [
            "name_en",
            "name_zh",
            "code",
            "medium",
            "installation",
            "is_indirect",
            "height_m",
            "reference_oxygen",
            "longitude",
            "latitude",
        ]
        help_texts = {
            "code": _(
                "As on the permit and on the sign at the outlet, for example DA001 or DW001."
            ),
            "is_indirect": _(
                "Waste water that goes to a sewage works is not counted as released twice."
            ),
            "height_m": _("Of a stack above ground. [m]"),
            "reference_oxygen": _(
                "Volume per cent, where the standard judges at a reference oxygen content."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = models.Installation.objects.filter(
            enterprise_id=self.instance.enterprise_id
        ).order_by("code")
        _choice_of_rows(self, "installation").queryset = rows
        if not rows.exists():
            del self.fields["installation"]

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields}


class Station(Row):
    crc_variants = forms.MultipleChoiceField(
        label=_("Accepted variants"),
        choices=VARIANTS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Only with the policy “listed variants”: some data loggers compute the check "
            "field in another way."
        ),
    )
    st = forms.ChoiceField(label=_("System code (ST)"), choices=SYSTEMS)

    class Meta:
        model = models.Station
        fields = [
            "name_en",
            "name_zh",
            "mn",
            "st",
            "password",
            "crc_policy",
            "crc_variants",
            "sm4_key_hex",
            "realtime_seconds",
            "minute_minutes",
            "is_active",
        ]
        help_texts = {
            "mn": _(
                "The number the data logger sends in every frame. No two stations may share it."
            ),
            "password": _("Six digits in most data loggers."),
            "sm4_key_hex": _("Only for HJ 212-2025 stations that encrypt. Empty otherwise."),
            "realtime_seconds": _("Seconds between two real-time readings."),
            "minute_minutes": _("Minutes between two minute values."),
            "is_active": _("Frames of a station that is not in use are kept, marked as unknown."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mn"].validators.append(MN)
        self.fields["sm4_key_hex"].validators.append(KEY)
        for name, most in (("realtime_seconds", 3600), ("minute_minutes", 60)):
            help_text, label = self.fields[name].help_text, self.fields[name].label
            self.fields[name] = forms.IntegerField(
                min_value=1, max_value=most, label=label, help_text=help_text
            )
        known = {code for code, _label in SYSTEMS}
        if self.instance.st and self.instance.st not in known:
            offer(self, "st", [*SYSTEMS, (self.instance.st, self.instance.st)])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("crc_policy") == models.CrcPolicy.VARIANTS and not cleaned.get(
            "crc_variants"
        ):
            self.add_error("crc_variants", _("Choose at least one variant, or another policy."))
        return cleaned


def factor_choices() -> list[tuple[str, str]]:
    """Return every factor with its name, for the one list that all rows of a form share."""
    chinese = is_chinese()
    return [(f.code, f.name_zh if chinese else f.name_en) for f in FACTORS.values()]


class Point(Row):
    factor = forms.CharField(
        label=_("Factor"),
        widget=forms.TextInput(
            attrs={"list": "factors", "autocomplete": "off", "spellcheck": "false"}
        ),
    )

    class Meta:
        model = models.Point
        fields = ["factor", "unit", "range_low", "range_high"]

    def clean_factor(self) -> str:
        code = self.cleaned_data["factor"].strip()
        if code not in FACTORS and code != self.instance.factor:
            raise forms.ValidationError(
                _("No such factor. Choose one of the list, for example a21026.")
            )
        return code

    @property
    def factor_name(self) -> str:
        factor = FACTORS.get(self["factor"].value() or "")
        return "" if factor is None else factor.name_zh if is_chinese() else factor.name_en

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        low, high = cleaned.get("range_low"), cleaned.get("range_high")
        if low is not None and high is not None and low >= high:
            self.add_error("range_high", _("The range ends below its beginning."))
        factor, unit = FACTORS.get(cleaned.get("factor", "")), cleaned.get("unit", "")
        if factor and unit and not is_convertible(unit, factor.unit):
            problem = _("%(name)s is measured in %(unit)s or a unit that converts to it.")
            self.add_error("unit", problem % {"name": factor.code, "unit": factor.unit or "1"})
        return cleaned


def is_convertible(unit: str, into: str) -> bool:
    """Say whether readings sent in one unit can be judged in another."""
    if unit == into or into not in UNITS:
        return unit == into or not into
    try:
        converted(UNITS[into].factor, unit, into)
    except Refused:
        return False
    return True


class Limit(Row):
    class Meta:
        model = models.Limit
        fields = [
            "averaging",
            "value",
            "low",
            "unit",
            "is_at_reference_oxygen",
            "valid_from",
            "valid_to",
            "source",
            "confidence",
        ]
        widgets = {
            "valid_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "valid_to": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    confidence = forms.ChoiceField(
        label=_("How sure"),
        choices=[("seen", _("read in the source")), ("memory", _("to be verified"))],
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("valid_from"), cleaned.get("valid_to")
        if start and end and end <= start:
            self.add_error("valid_to", _("The limit ends before it begins."))
        low: Decimal | None = cleaned.get("low")
        if low is not None and cleaned.get("value") is not None and low >= cleaned["value"]:
            self.add_error("low", _("The lower limit lies above the upper one."))
        return cleaned


class Permit(Row):
    pollutant = forms.ChoiceField(
        label=_("Pollutant"), choices=lambda: [(code, pollutants.name(code)) for code in POLLUTANTS]
    )

    tonnes = forms.DecimalField(
        label=_("Permitted amount"),
        min_value=0,
        max_digits=14,
        decimal_places=4,
        help_text=_("Permitted in the year. [t]"),
    )

    class Meta:
        model = models.Permit
        fields = ["pollutant", "medium", "year", "tonnes", "source"]
        help_texts = {
            "source": _("Number of the permit and its annex."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        media = [row for row in models.Medium.choices if row[0] in {"AIR", "WATER"}]
        offer(self, "medium", media)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        named = {name: cleaned.get(name) for name in ("pollutant", "medium", "year")}
        same = models.Permit.objects.filter(enterprise_id=self.instance.enterprise_id, **named)
        if None not in named.values() and same.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(
                _("The permit already has an amount for this pollutant and year. Change that one.")
            )
        return cleaned


Points = forms.modelformset_factory(models.Point, form=Point, extra=3, can_delete=False)
Limits = forms.modelformset_factory(models.Limit, form=Limit, extra=1, can_delete=False)


def filled(formset: Iterable[Any]) -> list[tuple[int | None, dict[str, Any]]]:
    """Return identity and facts of each row that was filled in."""
    return [(form.instance.pk, form.facts()) for form in formset if form.has_changed()]
