"""Parts of a page: frozen values with a template each."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from copark.kernel.certainty import certainty
from copark.web import numbers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from copark.kernel.figure import Figure

FULL_ENOUGH = Decimal("0.95")  # look.md: coverage is shown below this share
GRADES = {
    "estimated": gettext_noop("estimated"),
    "partial": gettext_noop("partial"),
    "declared": gettext_noop("declared"),
    "monitored": gettext_noop("monitored"),
    "provisional": gettext_noop("provisional"),
}


@dataclass(frozen=True, slots=True)
class Sure:
    """How sure a figure is, in words; None where nothing in it says."""

    relative: str
    told: str  #: How much of it states an uncertainty.


def sure(made: Figure) -> Sure | None:
    """Say how sure a figure is, and how much of it says so."""
    found = certainty(made)
    if found is None:
        return None
    told = _("stated for %(amounts)s of the amounts and %(factors)s of the factors") % {
        "amounts": _share(found.amounts),
        "factors": _share(found.factors),
    }
    return Sure(f"± {_share(found.relative, 2)}", told)


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as a page shows it."""

    made: Figure
    value: str
    unit: str
    label: str = ""
    change: str = ""
    direction: str = ""
    coverage: str = ""
    grade: str = ""
    sure: Sure | None = None
    url: str = ""
    template: str = "web/components/figure.html"


def grade_text(grade: str) -> str:
    return _(GRADES[grade]) if grade in GRADES else grade


def figure(
    made: Figure,
    *,
    label: str = "",
    change: Decimal | None = None,
    digits: int = numbers.DIGITS,
    url: str = "",
) -> Shown:
    """Prepare a figure; `change` is the share by which it differs from the same period before."""
    wrote = numbers.written(made.value, digits)
    low = made.coverage is not None and made.coverage < FULL_ENOUGH
    return Shown(
        made=made,
        value=wrote.text,
        unit=f"{wrote.power}{numbers.unit_text(made.unit)}",
        label=label,
        change="" if change is None else _share(abs(Decimal(change))),
        direction="" if not change else ("up" if change > 0 else "down"),
        coverage=_share(made.coverage) if low and made.coverage is not None else "",
        grade=grade_text(made.grade),
        sure=sure(made),
        url=url,
    )


def _share(value: Decimal, digits: int = 3) -> str:
    return f"{numbers.grouped(numbers.rounded(value * 100, digits))} %"


@dataclass(frozen=True, slots=True)
class Empty:
    """Nothing here: what it would be, why there is none, and the button that fills it."""

    title: str
    why: str = ""
    url: str = ""
    action: str = ""
    sign: str = "empty"
    template: str = "web/components/empty.html"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: data and meaning, by value or by address. See `web/static/web/chart.js`."""

    title: str
    content: Mapping[str, Any] | None = None
    url: str = ""
    height: str = ""
    refine: bool = False
    id: str = "chart"
    template: str = "web/components/chart.html"


@dataclass(frozen=True, slots=True)
class Map:
    """The park's map: GeoJSON and outlets, by value or by address. See `web/static/web/map.js`."""

    content: Mapping[str, Any] | None = None
    url: str = ""
    height: str = ""
    id: str = "map"
    template: str = "web/components/map.html"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a timeline."""

    at: datetime
    title: str
    text: str = ""
    state: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """What happened to one case, in order."""

    events: tuple[Event, ...] = ()
    template: str = "web/components/timeline.html"


@dataclass(frozen=True, slots=True)
class Stepper:
    """Where an approval stands: names of the steps, and the number of the current one from 0."""

    steps: tuple[str, ...]
    current: int
    template: str = "web/components/stepper.html"

    @property
    def rows(self) -> list[tuple[str, bool, bool]]:
        return [(name, at < self.current, at == self.current) for at, name in enumerate(self.steps)]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a piece of work is, and how long it may still take."""

    done: int
    whole: int
    label: str = ""
    left: str = ""
    facts: tuple[str, ...] = field(default=())
    template: str = "web/components/progress.html"
