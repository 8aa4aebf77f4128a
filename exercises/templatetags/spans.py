"""Sentences that hold code between backticks: `{{ sentence|code_spans }}`."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

SPAN = re.compile(r"`([^`]+)`")

register = template.Library()


@register.filter
def code_spans(sentence: str) -> SafeString:
    """The sentence with its code marked up and everything else escaped."""
    # Safe: escaped first, and the marks hold nothing but escaped text.
    return mark_safe(SPAN.sub(r"<code>\1</code>", conditional_escape(sentence)))  # noqa: S308
