"""Sentences that hold code between backticks: `{{ sentence|code_spans }}`."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from grader.sentences import as_plain

# A backtick after a backslash is a sign in what somebody else wrote: grader/sentences.py.
SPAN = re.compile(r"(?<!\\)`([^`]+)(?<!\\)`")

register = template.Library()


@register.filter
def code_spans(sentence: str) -> SafeString:
    """The sentence with its code marked up and everything else escaped."""
    # Safe: escaped first, and the marks hold nothing but escaped text.
    return mark_safe(as_plain(SPAN.sub(r"<code>\1</code>", conditional_escape(sentence))))  # noqa: S308
