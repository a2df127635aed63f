"""The tags of our pages: `{% load copark %}`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

from django import template
from django.forms import CheckboxInput
from django.template import loader
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime

from copark.web import icons, numbers, pollutants, words
from copark.web.components import parts

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.forms import BaseForm, BoundField
    from django.template.base import Parser, Token
    from django.template.context import Context
    from django.utils.safestring import SafeString

    from copark.kernel.figure import Figure

register = template.Library()


class Part(Protocol):
    """A part of a page: a value that names its template."""

    @property
    def template(self) -> str: ...


#: Which of the five shapes a state has.
SHAPES = {
    "NORMAL": "normal",
    "NOTE": "note",
    "ATTENTION": "attention",
    "ALARM": "alarm",
    "OFFLINE": "unknown",
    "UNKNOWN": "unknown",
}


@register.simple_tag
def icon(name: str) -> SafeString:
    return icons.icon(name)


@register.simple_tag
def state(code: str, label: str = "") -> SafeString:
    """Show a state by colour, shape and word."""
    known = str(code) if str(code) in SHAPES else "UNKNOWN"
    look = SHAPES[known]
    return format_html(
        '<span class="state state-{}">{}<span>{}</span></span>',
        look,
        icons.shape(look),
        label or words.state(known),
    )


@register.filter
def number(value: object, digits: int = numbers.DIGITS) -> str:
    """Write to significant digits, with thousands or 万 and 亿."""
    return str(numbers.written(value, digits))


@register.filter
def fixed(value: object, places: int = 2) -> str:
    """Write with fixed decimals, for columns that are compared."""
    found = numbers.exact(value)
    if found is None:
        return numbers.NOTHING
    return numbers.grouped(found.quantize(Decimal(1).scaleb(-int(places))))


@register.filter
def percent(value: object, digits: int = 3) -> str:
    """Write a share from 0 to 1 in per cent."""
    found = numbers.exact(value)
    return (
        numbers.NOTHING
        if found is None
        else f"{numbers.grouped(numbers.rounded(found * 100, digits))} %"
    )


@register.filter
def unit(symbol: str) -> str:
    return numbers.unit_text(symbol)


@register.simple_tag
def quantity(value: object, symbol: str, digits: int = numbers.DIGITS) -> SafeString:
    """Show a number with its unit small and grey behind."""
    wrote = numbers.written(value, digits)
    return format_html(
        '<span class="num">{} <span class="unit">{}{}</span></span>',
        wrote.text,
        wrote.power,
        numbers.unit_text(symbol),
    )


def _zone(context: dict[str, Any]) -> ZoneInfo:
    shell = context.get("shell")
    return ZoneInfo(shell.zone_name if shell else "Asia/Shanghai")


@register.simple_tag(takes_context=True)
def moment(
    context: dict[str, Any], value: datetime | None, form: str = "minute"
) -> SafeString | str:
    """Show a time in the park's zone: `minute`, `second`, `clock` or `day`."""
    if value is None:
        return numbers.NOTHING
    local = localtime(value, _zone(context))
    return format_html(
        '<time class="num" datetime="{}">{}</time>', local.isoformat(), written_time(local, form)
    )


def written_time(local: datetime, form: str) -> str:
    clock = {"clock": "H:i", "second": "H:i:s"}.get(form, "H:i")
    if form == "clock":
        return date_format(local, clock)
    day = written_day(local)
    return day if form == "day" else f"{day} {date_format(local, clock)}"


@register.filter
def written_day(value: date | None) -> str:
    """Write a day as this language does: 5 Mar 2026, 2026年3月5日."""
    if value is None:
        return numbers.NOTHING
    return date_format(value, "Y年n月j日" if numbers.is_chinese() else "j M Y")


@register.inclusion_tag("web/components/figure.html")
def figure(
    made: Figure,
    label: str = "",
    change: Decimal | None = None,
    digits: int = numbers.DIGITS,
    url: str = "",
) -> dict[str, Any]:
    """Show a figure: value, unit, change, coverage, grade; it opens its making."""
    return {"part": parts.figure(made, label=label, change=change, digits=digits, url=url)}


@register.inclusion_tag("web/components/making.html")
def making(made: Figure) -> dict[str, Any]:
    """Show how a figure was made, down to the last row."""
    return {"made": made, "grade": parts.grade_text(made.grade), "sure": parts.sure(made)}


@register.inclusion_tag("web/components/empty.html")
def empty(
    title: str, why: str = "", url: str = "", action: str = "", sign: str = "empty"
) -> dict[str, Any]:
    """Say what would be here, why it is empty, and offer the button that fills it."""
    return {"part": parts.Empty(title, why, url, action, sign)}


@register.simple_tag(takes_context=True)
def component(context: dict[str, Any], part: Part) -> SafeString:
    """Render a part of a page: anything with a `template`."""
    known = {name: context[name] for name in ("request", "shell") if name in context}
    return mark_safe(loader.get_template(part.template).render({"part": part} | known))  # noqa: S308


@register.simple_tag
def pollutant(code: str) -> str:
    return pollutants.name(code)


@register.simple_tag
def pick(chinese: str, english: str) -> str:
    """Choose between a pair of names by the reader's language."""
    return (chinese or english) if numbers.is_chinese() else (english or chinese)


@register.inclusion_tag("web/components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """Show one field of a form: label above, help under, error at the field."""
    return {"field": bound, "is_check": isinstance(bound.field.widget, CheckboxInput)}


@register.inclusion_tag("web/components/errors.html")
def errors(form: BaseForm) -> dict[str, Any]:
    """Sum up what is wrong with a form, each line leading to its field."""
    return {"form": form}


@register.simple_tag
def script_words() -> dict[str, str]:
    return words.words()


class Remember(template.Node):
    """Keep what was rendered, to say it twice: the title of a page is also its heading."""

    def __init__(self, name: str, nodelist: template.NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> str:
        context[self.name] = mark_safe(self.nodelist.render(context).strip())  # noqa: S308 - escaped where it was rendered
        return ""


@register.tag
def remember(parser: Parser, token: Token) -> Remember:
    name = token.split_contents()[1]
    nodelist = parser.parse(("endremember",))
    parser.delete_first_token()
    return Remember(name, nodelist)
