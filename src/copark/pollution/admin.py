from __future__ import annotations

from django.contrib import admin

from copark.base.admin import LookOnly
from copark.pollution.models import Entry, Release


@admin.register(Release)
class ReleaseAdmin(LookOnly):
    """Look only: releases are written by services, never here."""

    list_display = ("enterprise", "year", "medium", "pollutant", "tonnes", "origin")
    list_filter = ("year", "medium", "pollutant")
    list_select_related = ("enterprise",)


@admin.register(Entry)
class EntryAdmin(LookOnly):
    """Look only, as above."""

    list_display = ("enterprise", "year", "month", "block", "key", "origin")
    list_filter = ("year", "block", "origin")
    list_select_related = ("enterprise",)
