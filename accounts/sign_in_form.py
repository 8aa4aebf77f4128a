"""What the sign-in page asks, and how it answers a wrong try."""

from __future__ import annotations

import math
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.contrib.humanize.templatetags.humanize import apnumber
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from accounts.rate_limits import LimitReached
from accounts.signing_in import NoSuchPair, identify
from accounts.signing_out import would_lose_work


class SignInForm(AuthenticationForm):
    """Name and password. A guest with work must also say that it may stay behind: it is not merged."""

    request: HttpRequest

    username = UsernameField(
        label=_("User name"),
        max_length=150,
        widget=forms.TextInput(attrs={"class": "input", "autocapitalize": "none"}),
        error_messages={
            "required": _("Your user name is missing."),
            "max_length": _("A user name has at most 150 characters."),
        },
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "input", "autocomplete": "current-password"}),
        error_messages={"required": _("Your password is missing.")},
    )
    stay = forms.BooleanField(label=_("Stay signed in on this device"), required=False, initial=True)
    leave_work = forms.BooleanField(
        label=_("Leave the guest’s work behind"),
        error_messages={"required": _("Tick this to sign in, or stay a guest.")},
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.pause: LimitReached | None = None
        if not isinstance(request.user, User) or not would_lose_work(request.user):
            del self.fields["leave_work"]

    @sensitive_variables("password")
    def clean(self) -> dict[str, Any]:
        """Look at the password only when all else is there, so that a form half filled in costs no try."""
        if self.errors:
            return self.cleaned_data
        name, password = self.cleaned_data["username"], self.cleaned_data["password"]
        try:
            self.user_cache = identify(request=self.request, name=name, password=password)
        except NoSuchPair as wrong:
            self._refuse(_wrong(wrong.tries_left))
        except LimitReached as limit:
            self.pause = limit
            self._refuse(_paused(limit))
        return self.cleaned_data

    def _refuse(self, sentence: str) -> None:
        self.add_error("password", sentence)
        # The page loads anew: with the focus here, a screen reader speaks the sentence.
        self.fields["password"].widget.attrs["autofocus"] = True


def _wrong(tries_left: int) -> str:
    if not tries_left:
        then = gettext("That was the last try; the next one opens within 15 minutes.")
    else:
        then = ngettext(
            "%(number)s try left before a 15-minute pause.",
            "%(number)s tries left before a 15-minute pause.",
            tries_left,
        ) % {"number": capfirst(str(apnumber(tries_left)))}
    return gettext("Name and password do not go together.") + " " + then


def _paused(limit: LimitReached) -> str:
    minutes = math.ceil(limit.retry_after_s / 60)
    why = gettext("Five wrong tries in 15 minutes, for this name or from this address.")
    then = ngettext("The next one opens in %(minutes)d minute.", "The next one opens in %(minutes)d minutes.", minutes)
    return why + " " + then % {"minutes": minutes}
