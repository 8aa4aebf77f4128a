"""How a page looks: `{% theme as … %}` for its top, `{% theme_menu %}` to change it."""

from typing import Any

from django import template
from django.template.context import Context

from accounts.models import Theme
from accounts.own_theme import theme_of
from exercises.coming_back import page_to_come_back_to

register = template.Library()


@register.simple_tag(takes_context=True)
def theme(context: Context) -> Theme:
    """The theme that was chosen; on a page without a request, the system's."""
    request = context.get("request")
    return Theme.SYSTEM if request is None else theme_of(request)


@register.inclusion_tag("includes/theme_menu.html", takes_context=True)
def theme_menu(context: Context) -> dict[str, Any]:
    """The three themes as a form that leads back to this page."""
    return {
        "chosen": theme(context),
        "themes": list(Theme),
        "page": page_to_come_back_to(context["request"]),
    }
