from __future__ import annotations

from django.contrib import admin

from copark.base.admin import LookOnly
from copark.meters.models import Virtual


@admin.register(Virtual)
class VirtualAdmin(LookOnly):
    """Look only: virtual meters are written by services, never here."""

    list_display = ("code", "enterprise_id", "unit", "formula")
