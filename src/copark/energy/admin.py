from __future__ import annotations

from django.contrib import admin

from copark.base.admin import LookOnly
from copark.energy.models import Output, Turnover, Use


@admin.register(Use)
class UseAdmin(LookOnly):
    """Look only: activity data is written by services, never here."""

    list_display = (
        "enterprise",
        "year",
        "month",
        "carrier",
        "direction",
        "amount",
        "unit",
        "origin",
    )
    list_filter = ("year", "carrier", "direction")
    list_select_related = ("enterprise",)


@admin.register(Output)
class OutputAdmin(LookOnly):
    """Look only: output is written by services, never here."""

    list_display = ("enterprise", "year", "month", "product", "amount", "unit", "origin")
    list_filter = ("year",)
    list_select_related = ("enterprise",)


@admin.register(Turnover)
class TurnoverAdmin(LookOnly):
    """Look only: values are written by services, never here."""

    list_display = ("enterprise", "year", "price_year", "output_value", "added_value", "origin")
    list_filter = ("year",)
    list_select_related = ("enterprise",)
