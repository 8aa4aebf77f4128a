"""A guest's language and theme stand in the browser; they go along to the account that takes the guest's place."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.models import User
from accounts.own_language import language_of_browser
from accounts.own_theme import theme_of_browser


def carry_choices(request: HttpRequest, account: User) -> None:
    """Give `account` what was chosen in this browser; what the account has chosen itself stays."""
    here = {"language": language_of_browser(request), "theme": theme_of_browser(request)}
    for name, chosen in here.items():
        if chosen:
            User.objects.filter(pk=account.pk, **{name: ""}).update(**{name: chosen})
