"""The REST API, version 1: one router a domain, signed in by session, documented by ourselves."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.security import django_auth

from copark.kernel.errors import Refused

DOMAINS = (
    "registry",
    "factors",
    "alerts",
    "monitoring",
    "meters",
    "energy",
    "carbon",
    "pollution",
    "synergy",
    "statistics",
    "reporting",
)
PATHS = {"alerts": "warnings", "synergy": "lists", "reporting": "inventories"}

api = NinjaAPI(
    title="Copark",
    version="1",
    description="What the pages show, for machines. Units stand beside values; times are in UTC.",
    auth=django_auth,
    urls_namespace="api",
    docs_decorator=login_required,
)


def _problem(
    request: HttpRequest, status: int, code: str, sentence: str, **facts: object
) -> HttpResponse:
    return api.create_response(
        request, {"code": code, "message": sentence, "facts": facts}, status=status
    )


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    facts = {name: str(value) for name, value in refusal.facts.items()}
    return _problem(request, 422, refusal.code, refusal.message, **facts)


@api.exception_handler(PermissionDenied)
def denied(request: HttpRequest, _refusal: PermissionDenied) -> HttpResponse:
    return _problem(request, 403, "denied", "Your role, or your enterprise, does not include this.")


@api.exception_handler(Http404)
def absent(request: HttpRequest, _refusal: Http404) -> HttpResponse:
    return _problem(request, 404, "absent", "There is no such thing.")


for domain in DOMAINS:
    if find_spec(f"copark.{domain}.api"):
        api.add_router(
            f"/{PATHS.get(domain, domain)}", import_module(f"copark.{domain}.api").router
        )
