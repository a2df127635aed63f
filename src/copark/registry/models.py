from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from copark.registry import contracts


class Named(models.Model):
    """Something that carries a name in both languages."""

    name_en = models.CharField(_("English name"), max_length=120)
    name_zh = models.CharField(_("Chinese name"), max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        chinese = (get_language() or "").startswith("zh")
        return (self.name_zh or self.name_en) if chinese else (self.name_en or self.name_zh)


class Park(Named):
    """A chemical or pharmaceutical park: the ground that one committee manages."""

    code = models.SlugField(_("code"), unique=True)
    zone_name = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")
    area_code = models.CharField(_("administrative code"), max_length=12, default="330000")
    longitude = models.FloatField(_("longitude"))
    latitude = models.FloatField(_("latitude"))
    #: GeoJSON FeatureCollection of the park's own schematic map: boundary, roads, water, plots.
    map = models.JSONField(_("map"), default=dict)
    #: Says on every screen that the data are not a real park's, and where they come from.
    stand_in_note_en = models.TextField(_("stand-in data, in English"), blank=True)
    stand_in_note_zh = models.TextField(_("stand-in data, in Chinese"), blank=True)


class Zone(Named):
    """A part of the park with one use: a production block, the sewage works, the fence line."""

    park = models.ForeignKey(Park, models.PROTECT)
    code = models.CharField(_("code"), max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["park", "code"], name="registry_zone_code")]


class PermitClass(models.TextChoices):
    KEY = "KEY", _("key management")
    SIMPLE = "SIMPLE", _("simplified management")
    REGISTRATION = "REGISTRATION", _("registration")


class Enterprise(Named):
    """A legal person that runs installations in the park."""

    park = models.ForeignKey(Park, models.PROTECT)
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, blank=True)
    code = models.CharField(_("code"), max_length=30)
    #: GB/T 4754-2017 class, e.g. 2710 active pharmaceutical ingredients.
    sector = models.CharField(_("sector (GB/T 4754)"), max_length=4)
    permit_class = models.CharField(
        _("permit class"), max_length=12, choices=PermitClass.choices, default=PermitClass.SIMPLE
    )
    is_above_scale = models.BooleanField(_("above designated size"), default=True)
    is_ets_sector = models.BooleanField(
        _("in a sector of the national carbon market"), default=False
    )
    is_wastewater_works = models.BooleanField(_("industrial wastewater works"), default=False)
    discharges_class1 = models.BooleanField(_("discharges class-1 water pollutants"), default=False)
    is_designated_energy_user = models.BooleanField(
        _("designated as key energy user"), default=False
    )
    is_park_utility = models.BooleanField(_("run by the park"), default=False)
    longitude = models.FloatField(_("longitude"))
    latitude = models.FloatField(_("latitude"))
    plot = models.JSONField(_("plot (GeoJSON polygon)"), default=dict, blank=True)
    #: Register and site that a stand-in enterprise is sized from.
    stand_in_of = models.CharField(_("stand-in, sized from"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["park", "code"], name="registry_enterprise_code")
        ]


class Installation(Named):
    """A production line or a utility of an enterprise (生产设施)."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT)
    code = models.CharField(_("code"), max_length=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "code"], name="registry_installation_code"
            )
        ]


class Medium(models.TextChoices):
    AIR = "AIR", _("waste gas")
    WATER = "WATER", _("waste water")
    FENCE = "FENCE", _("fence-line air")
    ENERGY = "ENERGY", _("energy meter")


class Outlet(Named):
    """Where something leaves an installation, or enters it: stack, sewer, fence point, meter."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT)
    installation = models.ForeignKey(Installation, models.PROTECT, null=True, blank=True)
    code = models.CharField(_("code"), max_length=30)
    medium = models.CharField(_("medium"), max_length=6, choices=Medium.choices)
    is_indirect = models.BooleanField(_("discharges to a sewage works"), default=False)
    height_m = models.FloatField(_("height"), null=True, blank=True)
    reference_oxygen = models.DecimalField(
        _("reference oxygen"), max_digits=4, decimal_places=2, null=True, blank=True
    )
    longitude = models.FloatField(_("longitude"))
    latitude = models.FloatField(_("latitude"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "code"], name="registry_outlet_code")
        ]


class CrcPolicy(models.TextChoices):
    STRICT = "STRICT", _("strict: HJ 212 Annex A only")
    VARIANTS = "VARIANTS", _("listed variants")
    MARK = "MARK", _("accept and mark")


class Station(Named):
    """A data logger at an outlet, which speaks to the gateway under its own number (MN)."""

    outlet = models.ForeignKey(Outlet, models.PROTECT)
    mn = models.CharField(_("station number (MN)"), max_length=32, unique=True)
    st = models.CharField(_("system code (ST)"), max_length=3, default="31")
    password = models.CharField(_("password (PW)"), max_length=32, default="123456")
    crc_policy = models.CharField(
        _("check field policy"), max_length=8, choices=CrcPolicy.choices, default=CrcPolicy.STRICT
    )
    crc_variants = models.JSONField(_("accepted variants"), default=list, blank=True)
    sm4_key_hex = models.CharField(_("SM4 key (hexadecimal)"), max_length=32, blank=True)
    realtime_seconds = models.IntegerField(_("real-time interval"), default=30)
    minute_minutes = models.IntegerField(_("minute-data interval"), default=10)
    is_active = models.BooleanField(_("in use"), default=True)


class Outage(models.TextChoices):
    """What a counter's advance over an outage becomes. Totals are the same either way."""

    SPREAD = contracts.SPREAD, _("spread evenly over its hours")
    KEEP = contracts.KEEP, _("kept as one interval, hours unknown")


class Point(models.Model):
    """One factor that a station measures, with the unit in which this sender reports it."""

    station = models.ForeignKey(Station, models.PROTECT)
    factor = models.CharField(_("factor code"), max_length=12)
    unit = models.CharField(_("unit as sent"), max_length=12)
    range_low = models.FloatField(_("range, low"), null=True, blank=True)
    range_high = models.FloatField(_("range, high"), null=True, blank=True)
    #: Where a counter begins again at nought; empty for the rest, and where it never does.
    register = models.FloatField(_("register rolls over at"), null=True, blank=True)
    outage = models.CharField(
        _("amount over an outage"), max_length=6, choices=Outage.choices, default=Outage.SPREAD
    )
    #: The meter that counts what this one counts too, and more; totals take that one alone.
    main = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="subs")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["station", "factor"], name="registry_point_factor")
        ]

    def __str__(self) -> str:
        return f"{self.factor} [{self.unit}]"


class Averaging(models.TextChoices):
    INSTANT = "INSTANT", _("any value")
    HOUR = "HOUR", _("hourly mean")
    DAY = "DAY", _("daily mean")


class Limit(models.Model):
    """A dated limit on a point: from a standard or from the permit."""

    point = models.ForeignKey(Point, models.PROTECT)
    averaging = models.CharField(_("averaging time"), max_length=8, choices=Averaging.choices)
    #: Upper bound, and a lower one where the standard has both (pH).
    value = models.DecimalField(_("limit"), max_digits=14, decimal_places=4)
    low = models.DecimalField(
        _("lower limit"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    unit = models.CharField(_("unit"), max_length=12)
    is_at_reference_oxygen = models.BooleanField(_("judged at reference oxygen"), default=False)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    confidence = models.CharField(_("confidence"), max_length=8, default="seen")

    def __str__(self) -> str:
        return f"{self.averaging} {self.value} {self.unit}"


class Permit(models.Model):
    """What the discharge permit allows an enterprise of one pollutant in a year."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT)
    pollutant = models.CharField(_("pollutant"), max_length=20)
    medium = models.CharField(_("medium"), max_length=6, choices=Medium.choices)
    year = models.IntegerField(_("year"))
    tonnes = models.DecimalField(_("permitted amount"), max_digits=14, decimal_places=4)
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "pollutant", "medium", "year"], name="registry_permit_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pollutant} {self.year}: {self.tonnes} t"


class Plan(models.Model):
    """What the park, or an enterprise of it, means not to exceed in a year."""

    park = models.ForeignKey(Park, models.PROTECT)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, null=True, blank=True)
    year = models.IntegerField(_("year"))
    #: ``energy`` [tce], ``carbon`` [tCO2], or a pollutant's code [t].
    subject = models.CharField(_("subject"), max_length=20)
    value = models.DecimalField(_("planned amount"), max_digits=16, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["park", "enterprise", "year", "subject"],
                name="registry_plan_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.year}: {self.value} {self.unit}"
