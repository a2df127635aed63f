from __future__ import annotations

from django.contrib import admin

from copark.base.admin import LookOnly
from copark.factors.models import TableVersion


@admin.register(TableVersion)
class TableVersionAdmin(LookOnly):
    """Look only: versions are made and decided by services, never here."""

    list_display = ("package", "table", "number", "state", "title", "made_at", "activated_at")
    list_filter = ("package", "state")
