"""Durations in a table: `{{ minute.longest_s|waiting }}`."""

from django import template

from courses import durations

register = template.Library()


@register.filter
def waiting(seconds: float | None) -> str:
    """How long somebody waited; a dash where nobody did."""
    return "–" if seconds is None else durations.waiting(seconds)
