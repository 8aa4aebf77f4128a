"""The language that somebody with an account chose: theirs in every browser in which they are signed in, and in mails.

Everybody else is known by their browser alone: its cookie, then what it asks for.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.views import i18n

from accounts.models import User


class OwnLanguageMiddleware:
    """Comes after who asks is known: what they chose holds against what their browser says."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in their language."""
        # Without a person in the session nobody has to be looked up.
        own = own_language(request.user) if SESSION_KEY in request.session else ""
        if own:
            translation.activate(own)
            request.LANGUAGE_CODE = own
        return self.get_response(request)


def own_language(person: object) -> str:
    """What `person` chose, where this site speaks it still; else ""."""
    return offered(person.language) if isinstance(person, User) else ""


def language_of_browser(request: HttpRequest) -> str:
    """What was chosen by the switch in this browser, else ""."""
    return offered(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME))


def in_language_of(person: object) -> AbstractContextManager[None]:
    """What is written within is for `person` to read."""
    own = own_language(person)
    return translation.override(own) if own else nullcontext()


def choose_language(request: HttpRequest) -> HttpResponse:
    """Django's own switch, which keeps the choice in a cookie; whoever has an account keeps it there too."""
    response: HttpResponse = i18n.set_language(request)
    chosen = offered(request.POST.get(i18n.LANGUAGE_QUERY_PARAMETER))
    person = request.user
    if chosen and isinstance(person, User) and not person.is_guest:
        User.objects.filter(pk=person.pk).update(language=chosen)
    return response


def offered(language: str | None) -> str:
    """`language` if the site is offered in it, else ""."""
    return language if language in dict(settings.LANGUAGES) else ""
