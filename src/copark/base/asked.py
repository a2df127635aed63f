"""What pages of figures are asked: which year, which enterprise. Also where they read the clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from copark.base.rights import scope_of

if TYPE_CHECKING:
    from django.http import HttpRequest

YEARS = range(2000, 2100)
YEAR_DIGITS = 4
LONGEST = 18  #: Digits of the largest key.


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - called by views, the edge where the clock is read


def whole(text: str | None) -> int | None:
    """Return a whole number of an address; None for anything else."""
    if not text or len(text) > LONGEST or not (text.isascii() and text.isdigit()):
        return None
    return int(text)


def year(request: HttpRequest) -> int:
    """Return the year asked for, else the running one."""
    asked = whole(request.GET.get("year"))
    return now().year if asked is None or asked not in YEARS else asked


def scoped(request: HttpRequest) -> int | None:
    """Return the enterprise to narrow to: one's own, or the one asked for; 403 for another's."""
    own = scope_of(request.user).enterprise_id
    asked = whole(request.GET.get("enterprise"))
    if own is not None and asked not in {None, own}:
        raise PermissionDenied
    return own if own is not None else asked
