"""The words of the screen's own scripts, in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    return {
        "ofPlan": _("{share} of plan {plan} {unit}"),
        "noPlan": _("no plan set for this year"),
        "elapsed": _("year {share}"),
        "within": _("{within} of {judged} within limits"),
        "noLimits": _("no live value has a limit"),
        "AIR": _("Air, worst, of limit"),
        "WATER": _("Water, worst, of limit"),
        "park": _("the park itself"),
        "oldest": _("oldest open {age}"),
        "quiet": _("Nothing is open. The park is quiet."),
        "noEnergy": _("no energy of this year is recorded yet"),
        "noTotals": _("no release of this year is recorded yet"),
        "noEvents": _("No events yet."),
        "closed": _("{title} (closed)"),
        "list.carbon": _("Key carbon emitters"),
        "list.pollutants": _("Key pollutant dischargers"),
        "list.energy": _("Key energy users"),
        "listed": _("{count} listed"),
        "nobody": _("nobody listed"),
        "new": _("new"),
        "minutes": _("{count} min"),
        "hours": _("{count} h"),
        "days": _("{count} d"),
        "freshAsOf": _("Data fresh as of {time}"),
        "staleSince": _("No new data since {time}"),
        "staleNever": _("No data has arrived yet"),
        "reconnecting": _("Connection lost, reconnecting …"),
        "lostSince": _("Not updated since {time}"),
        "limit": _("limit {value}"),
        "perDay": _("per day, 30 days"),
        "planLine": _("plan {value} {unit} a day"),
        "noValue": _("no value"),
        "flagged": _("flag {flag}"),
    }
