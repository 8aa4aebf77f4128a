"""`{% language_menu %}` to change the language; `{% script "…" %}` for a script that speaks it."""

from typing import Any

from django import template
from django.template.context import Context
from django.templatetags.static import static
from django.utils.translation import get_language

from exercises.coming_back import page_to_come_back_to

# The languages beside English that frontend/build.mjs builds the scripts for.
BUILT = ("de",)

register = template.Library()


@register.inclusion_tag("includes/language_menu.html", takes_context=True)
def language_menu(context: Context) -> dict[str, Any]:
    """The languages, each named in itself, as a form that leads back to this page."""
    return {"page": page_to_come_back_to(context["request"])}


@register.simple_tag
def script(name: str) -> str:
    """The address of a script in the language of the page."""
    language = get_language()
    return static(f"{language}/{name}" if language in BUILT else name)
