"""The administration site: open to the role Administrator only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.admin import AdminSite

if TYPE_CHECKING:
    from django.http import HttpRequest


class Site(AdminSite):
    site_header = site_title = "Copark"

    def has_permission(self, request: HttpRequest) -> bool:
        from copark.base.rights import Right, has  # noqa: PLC0415 - its models are not loaded yet

        return has(request.user, Right.SET_UP) and request.user.is_active
