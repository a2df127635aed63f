"""What the shell of every page needs: the park, and the menu that this person may use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from copark.base.rights import Right, has, scope_of
from copark.registry import queries as registry
from copark.web.numbers import is_chinese

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import Promise

    from copark.registry.contracts import ParkRef


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the menu table: shown to whoever holds the right."""

    name: str | Promise
    icon: str
    right: Right
    url_name: str
    is_tab: bool = False


#: The menu, grouped by what people come to do.
MENU: tuple[tuple[str | Promise, tuple[Place, ...]], ...] = (
    ("", (Place(_("Today"), "today", Right.SEE_OWN, "home", is_tab=True),)),
    (
        _("Watch"),
        (
            Place(
                _("Large screen"),
                "screen",
                Right.SEE_PARK,
                "screen:wall",
            ),
            Place(_("Map"), "map", Right.SEE_OWN, "monitoring:map"),
            Place(_("Stations"), "station", Right.SEE_OWN, "monitoring:station-list", is_tab=True),
            Place(_("Meters"), "meter", Right.SEE_OWN, "meters:meter-list"),
            Place(
                _("Early warnings"), "warning", Right.SEE_OWN, "alerts:warning-list", is_tab=True
            ),
        ),
    ),
    (
        _("Account"),
        (
            Place(_("Energy"), "energy", Right.SEE_OWN, "energy:year"),
            Place(_("Carbon"), "carbon", Right.SEE_OWN, "carbon:year"),
            Place(_("Pollutants"), "air", Right.SEE_OWN, "pollution:year"),
            Place(_("Statistics"), "chart", Right.SEE_OWN, "statistics:home"),
            Place(_("Inventories"), "inventory", Right.SEE_OWN, "reporting:inventory-list"),
            Place(_("Reports"), "report", Right.SEE_OWN, "reporting:report-list"),
            Place(
                pgettext_lazy("menu", "Factors"), "factors", Right.SEE_PARK, "factors:table-list"
            ),
            Place(
                _("Three lists"),
                "lists",
                Right.SEE_OWN,
                "synergy:lists",
                is_tab=True,
            ),
            Place(_("Co-reduction"), "coreduction", Right.SEE_OWN, "synergy:coreduction"),
        ),
    ),
    (
        _("Set up"),
        (
            Place(_("Enterprises"), "enterprise", Right.SEE_PARK, "registry:enterprise-list"),
            Place(_("Outlets and stations"), "outlet", Right.SEE_OWN, "registry:outlet-list"),
            Place(_("Park and zones"), "park", Right.SET_UP, "registry:park-detail"),
            Place(_("People"), "people", Right.SET_UP, "base:user-list"),
            Place(_("Public registers"), "import", Right.SEE_PARK, "pollution:register-list"),
            Place(_("Imported files"), "import", Right.REPORT, "base:upload-list"),
            Place(_("Audit trail"), "audit", Right.SET_UP, "base:audit-list"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu on this page."""

    name: str
    icon: str
    url: str
    is_current: bool
    is_exact: bool
    is_tab: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of the menu with its lines."""

    name: str
    entries: tuple[Entry, ...]


class Shell:
    """Read what a page asks for, and only that: a fragment asks for nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def park(self) -> ParkRef | None:
        return registry.park()

    @property
    def park_name(self) -> str:
        if not self.park:
            return ""
        names = (self.park.name_zh, self.park.name_en)
        first, second = names if is_chinese() else reversed(names)
        return first or second

    @property
    def zone_name(self) -> str:
        return self.park.zone_name if self.park else "Asia/Shanghai"

    @property
    def stand_in_note(self) -> str:
        """Say what is not the park's own, in the reader's language where it is written in it."""
        if not self.park:
            return ""
        notes = (self.park.stand_in_note_zh, self.park.stand_in_note_en)
        first, second = notes if is_chinese() else reversed(notes)
        return first or second

    @cached_property
    def menu(self) -> list[Group]:
        if not self.request.user.is_authenticated:
            return []
        shown = [
            (name, [(place, url) for place in places if (url := self._url(place))])
            for name, places in MENU
        ]
        current = self._current([url for _name, places in shown for _place, url in places])
        return [
            Group(str(name), tuple(self._entry(place, url, current) for place, url in places))
            for name, places in shown
            if places
        ]

    @property
    def tabs(self) -> list[Entry]:
        return [entry for group in self.menu for entry in group.entries if entry.is_tab][:4]

    @cached_property
    def entry(self) -> Entry | None:
        return next(
            (entry for group in self.menu for entry in group.entries if entry.is_current), None
        )

    @cached_property
    def group_name(self) -> str:
        return next((group.name for group in self.menu if self.entry in group.entries), "")

    @property
    def search_url(self) -> str:
        return reverse("search") if self.request.user.is_authenticated else ""

    @property
    def wall_url(self) -> str:
        entries = (entry for group in self.menu for entry in group.entries)
        return next((entry.url for entry in entries if entry.icon == "screen"), "")

    @property
    def own_url(self) -> str:
        return reverse("base:own")

    @property
    def fonts(self) -> bool:
        return bool(finders.find("inter/index.css"))

    @property
    def enterprise_id(self) -> int | None:
        """The one enterprise this person sees, if it is one."""
        return (
            scope_of(self.request.user).enterprise_id
            if self.request.user.is_authenticated
            else None
        )

    def _url(self, place: Place) -> str:
        return reverse(place.url_name) if has(self.request.user, place.right) else ""

    def _current(self, urls: list[str]) -> str:
        here = self.request.path
        inside = [url for url in urls if here == url or (url != "/" and here.startswith(url))]
        return max(inside, key=len, default="")

    def _entry(self, place: Place, url: str, current: str) -> Entry:
        return Entry(
            str(place.name), place.icon, url, url == current, url == self.request.path, place.is_tab
        )


def shell(request: HttpRequest) -> dict[str, Any]:
    return {"shell": Shell(request)}
