"""Icons: `{% icon_sprite %}` once a page, `{% icon "passed" %}` wherever one is shown."""

import re
from functools import cache
from pathlib import Path

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

SPRITE = Path(__file__).resolve().parents[2] / "frontend" / "icons" / "sprite.svg"

register = template.Library()


class UnknownIcon(template.TemplateSyntaxError):
    """A template asks for an icon that the sprite does not hold."""


@register.simple_tag
def icon_sprite() -> SafeString:
    """All icons as symbols, hidden; the page's icons refer to them."""
    return _sprite()


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """A drawing beside a word: assistive technology skips it."""
    return _icon(name, classes)


@cache
def _icon(name: str, classes: str) -> SafeString:
    if name not in _names():
        raise UnknownIcon(f"The sprite holds no icon named {name!r}.")
    return format_html(
        '<svg{} viewBox="{}" width="20" height="20" aria-hidden="true" focusable="false"><use href="#i-{}"/></svg>',
        format_html(' class="{}"', classes) if classes else "",
        _names()[name],
        name,
    )


@cache
def _sprite() -> SafeString:
    inner = SPRITE.read_text(encoding="utf-8").strip()
    opened = inner.replace(
        '<svg xmlns="http://www.w3.org/2000/svg">',
        '<svg class="visually-hidden" aria-hidden="true" focusable="false">',
        1,
    )
    # Safe: a file of ours, no part of it comes from a person.
    return mark_safe(opened)  # noqa: S308


@cache
def _names() -> dict[str, str]:
    """The view box of each icon, by its name."""
    return dict(re.findall(r'<symbol id="i-([a-z-]+)" viewBox="([^"]+)"', _sprite()))
