"""The words that our scripts say; scripts have no dictionary of their own."""

from __future__ import annotations

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _


def state(code: str) -> str:
    """Return what a state is called; the context keeps it apart from a remark or a verb."""
    names = {
        "NORMAL": pgettext("state", "Normal"),
        "NOTE": pgettext("state", "Note"),
        "ATTENTION": pgettext("state", "Attention"),
        "ALARM": pgettext("state", "Alarm"),
        "OFFLINE": pgettext("state", "Offline"),
    }
    return names.get(code) or pgettext("state", "Unknown")


def words() -> dict[str, str]:
    return {
        "lang": get_language() or "en",
        "table": _("Table"),
        "chart": _("Chart"),
        "image": _("Save as picture"),
        "period": _("Period shown"),
        "last_8_hours": pgettext("last", "8 h"),
        "last_day": pgettext("last", "1 d"),
        "last_week": pgettext("last", "7 d"),
        "last_month": pgettext("last", "30 d"),
        "whole": pgettext("period", "Whole"),
        "no_charts": _("Charts are not installed; here are the numbers."),
        "no_readings": _("No values in this period."),
        "failed": _("Could not be loaded. Try again."),
        "retry": _("Try again"),
        "time": _("Time"),
        "name": _("Name"),
        "value": _("Value"),
        "flag": _("Data flag"),
        "limit": _("Limit"),
        "gap": _("No data"),
        "more_rows": _("Only the first {count} rows are shown."),
        "close": _("Close"),
        "open": _("Open its page"),
        "normal": state("NORMAL"),
        "note": state("NOTE"),
        "attention": state("ATTENTION"),
        "alarm": state("ALARM"),
        "unknown": state("UNKNOWN"),
        "offline": state("OFFLINE"),
        "map": _("Map of the park"),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
        "live": _("Live"),
        "stale": _("Nothing new since {time}"),
        "wan": "万",
        "yi": "亿",
        "nothing_found": _("Nothing found for “{query}”."),
        "search_failed": _("The search does not answer. Try again in a moment."),
    }
