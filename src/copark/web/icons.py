# ruff: noqa: E501 - a drawing is one line
"""Icons of our own, drawn on a field of 20 by 20 with a stroke of 1.5."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

PATHS: dict[str, str] = {
    # Watch
    "screen": '<rect x="2.5" y="3.5" width="15" height="10" rx="1.5"/><path d="M7 17h6M10 13.5V17M5.5 10.5l2.5-3 2.5 2 4-3.5"/>',
    "station": '<path d="M10 9.5V17M7 17h6M6.8 6.8a4.5 4.5 0 0 0 0 5.4M13.2 6.8a4.5 4.5 0 0 1 0 5.4M4.4 4.4a8 8 0 0 0 0 10.2M15.6 4.4a8 8 0 0 1 0 10.2"/><circle cx="10" cy="9.5" r="1.2"/>',
    "warning": '<path d="M10 3 2.6 16h14.8zM10 8v3.6M10 13.6v.2"/>',
    "map": '<path d="m2.5 5 5-2 5 2 5-2v12l-5 2-5-2-5 2zM7.5 3v12M12.5 5v12"/>',
    "meter": '<path d="M4 15.5a7.5 7.5 0 1 1 12 0M10 12.5l3-4.5M4.5 9.5l1.2.6M10 4v1.4M15.5 9.5l-1.2.6"/><circle cx="10" cy="12.8" r="1"/>',
    # Account
    "energy": '<path d="M11 2.5 4.5 11H9l-.5 6.5L15.5 9H11z"/>',
    "carbon": '<path d="M5.6 14.5a3.6 3.6 0 0 1-.4-7.2 5 5 0 0 1 9.6.9 3.2 3.2 0 0 1-.3 6.3z"/>',
    "air": '<path d="M2.5 8h9.2a2.2 2.2 0 1 0-2.1-2.8M2.5 11h12.6a2.2 2.2 0 1 1-2.1 2.8M2.5 14h6.2a1.6 1.6 0 1 1-1.5 2.1"/>',
    "water": '<path d="M10 2.8c2.8 3.4 4.7 6 4.7 8.6a4.7 4.7 0 0 1-9.4 0c0-2.6 1.9-5.2 4.7-8.6zM7.8 12.2a2.3 2.3 0 0 0 1.8 2"/>',
    "inventory": '<path d="M4.5 3.5h11v13h-11zM7.5 2.8v2M12.5 2.8v2M7 8.5h6M7 11.5h2.5M10.5 13l1.3 1.3 2.4-2.8"/>',
    "report": '<path d="M5 2.8h6.8l3.2 3.2v11.2H5zM11.8 2.8V6H15M7.5 9.5h5M7.5 12h5M7.5 14.5h3"/>',
    "factors": '<path d="M3.5 4.5h13v11h-13zM3.5 8h13M9 8v7.5M5.3 6.2h1.4M11.3 11.8l3.2-.1M12.9 10.2v3.2"/>',
    "lists": '<path d="M7.5 5h9M7.5 10h9M7.5 15h9"/><circle cx="3.8" cy="5" r="1"/><path d="m3 9.3 1.7 1.5M4.7 9.3 3 10.8"/><path d="M3 14.2h1.7v1.7H3z"/>',
    "chart": '<path d="M3 3v14h14M6.5 14v-3.5M10 14V7.5M13.5 14V10M6 7.2 9.6 4l3.6 2.6L17 3.4"/>',
    "coreduction": '<path d="M2.5 4.5c3 .5 4 3 5 6s2 4.5 4 5M10.5 4.5c2 .5 3 2.5 3.6 5 .5 2 1 3 2.4 3.6M9 16l2.5-.5-.7-2.4M14.3 14.4l2.6-1-.9-2.3"/>',
    "import": '<path d="M10 3v9M6.5 8.7 10 12.2l3.5-3.5M3.5 13v3.5h13V13"/>',
    "export": '<path d="M10 12.2v-9M6.5 6.5 10 3l3.5 3.5M3.5 13v3.5h13V13"/>',
    # Set up
    "park": '<path d="M2.5 17h15M4.5 17v-6l4 2.5V11l4 2.5V5.5h3V17M13 8.5h2.5"/>',
    "enterprise": '<path d="M3.5 17V4.5h8V17M11.5 8.5h5V17M2 17h16M6 7.5h3M6 10.5h3M6 13.5h3M14 11.5v0M14 14.2v0"/>',
    "outlet": '<path d="M6.5 17 7.6 8h3.8l1.1 9M4.5 17h11M8 5.5c0-1.5 2-1.3 2-3M11.5 5.8c0-1.2 2.5-1 2.5-2.8"/>',
    "people": '<circle cx="7.3" cy="7" r="2.8"/><path d="M2.2 16.5a5.1 5.1 0 0 1 10.2 0M13 4.6a2.6 2.6 0 0 1 0 4.9M14.4 12a4.7 4.7 0 0 1 3.4 4.5"/>',
    "person": '<circle cx="10" cy="6.8" r="3"/><path d="M4 17a6 6 0 0 1 12 0"/>',
    "audit": '<path d="M5 2.8h7.2L15 5.6v11.6H5zM12 2.8v3h3M7.5 9.5h5M7.5 12.5h5"/>',
    "rules": '<path d="M10 3v14M6 17h8M3.5 6.5 10 4.5l6.5 2M3.5 6.5l-1.7 5h3.4zM16.5 6.5l-1.7 5h3.4zM1.8 11.5a1.8 1.8 0 0 0 3.4 0M14.8 11.5a1.8 1.8 0 0 0 3.4 0"/>',
    "zone": '<path d="M3 3h6v6H3zM11 3h6v9h-6zM3 11h6v6H3zM11 14h6v3h-6z"/>',
    # Shell
    "home": '<path d="M3 9.5 10 3.5l7 6M5 8.2V16.5h3.5v-4.5h3v4.5H15V8.2"/>',
    "search": '<circle cx="8.8" cy="8.8" r="5.3"/><path d="m12.8 12.8 4 4"/>',
    "language": '<circle cx="10" cy="10" r="7"/><path d="M3 10h14M10 3c2.3 2 3.2 4.4 3.2 7s-.9 5-3.2 7c-2.3-2-3.2-4.4-3.2-7S7.7 5 10 3z"/>',
    "sun": '<circle cx="10" cy="10" r="3.2"/><path d="M10 2.5v1.8M10 15.7v1.8M2.5 10h1.8M15.7 10h1.8M4.7 4.7 6 6M14 14l1.3 1.3M15.3 4.7 14 6M6 14l-1.3 1.3"/>',
    "moon": '<path d="M16.3 11.7A6.8 6.8 0 0 1 8.3 3.7a6.8 6.8 0 1 0 8 8z"/>',
    "system": '<circle cx="10" cy="10" r="6.8"/><path d="M10 3.2a6.8 6.8 0 0 1 0 13.6z" fill="currentColor" stroke="none"/>',
    "more": '<path d="M3.5 5.5h13M3.5 10h13M3.5 14.5h13"/>',
    "close": '<path d="m5 5 10 10M15 5 5 15"/>',
    "arrow": '<path d="M4 10h12M11.5 5.5 16 10l-4.5 4.5"/>',
    "plus": '<path d="M10 4v12M4 10h12"/>',
    "edit": '<path d="m4 16 .7-3.3L13.2 4.2l2.6 2.6-8.5 8.5zM11.5 6l2.5 2.5"/>',
    "leave": '<path d="M8 3.5H4v13h4M12.5 6.5 16 10l-3.5 3.5M16 10H8"/>',
    "key": '<circle cx="6.5" cy="13.5" r="3"/><path d="m8.7 11.3 7.3-7.3M13 7l2 2M11 9l1.5 1.5"/>',
    "table": '<path d="M3 4h14v12H3zM3 8h14M3 12h14M8 8v8"/>',
    "empty": '<path d="M3 11.5 5.5 4.5h9l2.5 7v4.5H3zM3 11.5h4l1 2h4l1-2h4"/>',
    "api": '<path d="m7 6-4 4 4 4M13 6l4 4-4 4M11.5 4.5l-3 11"/>',
    "today": '<path d="M3.5 4.5h13v12h-13zM3.5 8h13M7 2.8v3M13 2.8v3M7 12l2 2 4-4"/>',
}

#: The shape of each state on a field of 12 by 12; the colour comes from the class around it.
SHAPES: dict[str, str] = {
    "normal": '<circle cx="6" cy="6" r="4"/>',
    "note": '<circle cx="6" cy="6" r="4.3"/>',
    "attention": '<path d="M6 .6 11.8 11H.2z"/>',
    "alarm": '<rect x="1" y="1" width="10" height="10" rx="1"/>',
    "unknown": '<circle cx="6" cy="6" r="4.5"/>',
}


def icon(name: str) -> SafeString:
    """Return the icon as inline SVG that takes the colour of its text."""
    paths = mark_safe(PATHS[name])  # noqa: S308 - our own drawing
    return format_html('<svg class="icon" viewBox="0 0 20 20" aria-hidden="true">{}</svg>', paths)


def shape(state: str) -> SafeString:
    """Return the shape of a state as inline SVG."""
    drawing = mark_safe(SHAPES[state])  # noqa: S308 - our own drawing
    return format_html('<svg viewBox="0 0 12 12" aria-hidden="true">{}</svg>', drawing)
