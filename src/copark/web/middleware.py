"""Turn a refusal into a page that says what happened and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.shortcuts import render

from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    Answer = HttpResponseBase | Awaitable[HttpResponseBase]


class refusals:  # noqa: N801 - named in settings like the verb it is
    """Answer 422 with the reason when a view lets a `Refused` through."""

    async_capable = True
    sync_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Answer]) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Answer:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        return render(request, "web/refused.html", {"refusal": exception}, status=422)
