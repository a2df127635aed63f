"""Who may do what: one table, read by pages, API and menu alike."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied

from copark.base.models import Role, User

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponse


class Right(StrEnum):
    """A thing that a role may do."""

    SEE_PARK = "see-park"  # pages that show every enterprise
    SEE_OWN = "see-own"  # pages that show one enterprise: one's own, or any
    REPORT = "report"  # enter or import activity data and declared releases
    MARK = "mark"  # mark monitoring data by the marking rules
    ALERT = "alert"  # acknowledge and close early warnings
    COMMAND = "command"  # send commands to devices
    ACCOUNT = "account"  # choose methods and rule sets, close and reopen years
    SET_UP = "set-up"  # registry, stations, rules, people


EVERYTHING = frozenset(Right)
RIGHTS: dict[str, frozenset[Right]] = {
    Role.PARK: EVERYTHING - {Right.SET_UP},
    Role.ENTERPRISE: frozenset({Right.SEE_OWN, Right.REPORT, Right.MARK}),
    Role.REGULATOR: frozenset({Right.SEE_PARK, Right.SEE_OWN}),
    Role.ADMIN: EVERYTHING,
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Which enterprises a person may see: all, or one."""

    enterprise_id: int | None

    def allows(self, enterprise_id: int | None) -> bool:
        """Say whether data of this enterprise (None: of the park itself) may be seen."""
        return self.enterprise_id is None or self.enterprise_id == enterprise_id


def has(user: User | AnonymousUser, right: Right) -> bool:
    return isinstance(user, User) and right in RIGHTS.get(user.role, frozenset())


def scope_of(user: User | AnonymousUser) -> Scope:
    """Return which enterprises a person may see; who has not signed in may see none."""
    if not isinstance(user, User):
        raise PermissionDenied
    return Scope(user.enterprise_id if user.role == Role.ENTERPRISE else None)


def require_scope(user: User | AnonymousUser, enterprise_id: int | None) -> None:
    """Refuse (403) a person who asks for another enterprise's data."""
    if not scope_of(user).allows(enterprise_id):
        raise PermissionDenied


def needs(right: Right) -> Callable[..., Callable[..., HttpResponse]]:
    """Decorate a view: sign in first (302), then hold `right` (403)."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not has(request.user, right):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        checked.right = right  # type: ignore[attr-defined]
        return checked

    return decorate
