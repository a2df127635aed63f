"""One request sees one edition of the tables of factors, and asks for it at most once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asgiref.sync import iscoroutinefunction
from django.utils.decorators import sync_and_async_middleware

from copark.factors import queries

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest


@sync_and_async_middleware
def one_edition(get_response: Callable) -> Callable:
    if iscoroutinefunction(get_response):

        async def later(request: HttpRequest) -> object:
            with queries.settled():
                return await get_response(request)

        return later

    def now(request: HttpRequest) -> object:
        with queries.settled():
            return get_response(request)

    return now
