"""Where a figure of the day opens its making."""

from __future__ import annotations

from django import template
from django.urls import reverse

register = template.Library()


@register.simple_tag
def making_url(enterprise_id: int | None, key: str) -> str:
    if enterprise_id is None:
        return reverse("park-making", args=[key])
    return reverse("enterprise-making", args=[enterprise_id, key])
