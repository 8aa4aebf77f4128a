"""Passwords: change, set, and set anew by mail or by recovery code."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.views import (
    PasswordChangeView,
    PasswordResetDoneView,
    PasswordResetFromKeyDoneView,
    PasswordResetFromKeyView,
    PasswordResetView,
    PasswordSetView,
    ReauthenticateView,
)
from django.forms import BaseForm
from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic.edit import FormView

from accounts.adapter import RECOVERED, mail_stayed_here
from accounts.client_address import client_network
from accounts.guessing import paused, spelled_one_way
from accounts.password_forms import RecoveryForm
from accounts.rate_limits import Allowance, LimitReached, spend
from accounts.recovering import reset_by_recovery_code
from accounts.views import SaysWhenPaused

LINKS_TO_ONE_ADDRESS = Allowance(name="reset links to one address", limit=3, window_s=3600)
LINKS_FROM_ONE_NETWORK = Allowance(name="reset links asked for by one network", limit=20, window_s=3600)


class Change(SaysWhenPaused, PasswordChangeView):  # type: ignore[misc]
    """The old password and a new one. All other sessions end."""

    template_name = "account/password_change.html"


class Set(PasswordSetView):  # type: ignore[misc]
    """A first password, for somebody who signs in elsewhere."""

    template_name = "account/password_set.html"


class AskForLink(SaysWhenPaused, PasswordResetView):  # type: ignore[misc]
    """GET asks where the link should go; POST sends it, or says the same where there is no account."""

    template_name = "account/password_reset.html"

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Limited before it is looked whether there is such an account: the limit tells nothing either."""
        try:
            spend(allowance=LINKS_FROM_ONE_NETWORK, holder=client_network(self.request))
            spend(allowance=LINKS_TO_ONE_ADDRESS, holder=spelled_one_way(form.cleaned_data["email"]))
        except LimitReached as limit:
            why = gettext("Several links were asked for in the last hour, for this address or from this network.")
            form.add_error("email", paused(limit, why))
            return self.form_invalid(form)
        answer: HttpResponse = super().form_valid(form)
        if mail_stayed_here(self.request):
            form.add_error(
                "email", gettext("No mail could be sent just now. Try it again later, or use a recovery code.")
            )
            return self.form_invalid(form)
        return answer


class LinkSent(PasswordResetDoneView):  # type: ignore[misc]
    """The same words whether or not there is an account."""

    template_name = "account/password_reset_done.html"


class NewPassword(PasswordResetFromKeyView):  # type: ignore[misc]
    """From the link of a mail: asks for the new password, or says that the link has run out."""

    template_name = "account/password_reset_from_key.html"


class NewPasswordSet(PasswordResetFromKeyDoneView):  # type: ignore[misc]
    """The way to the sign-in page."""

    template_name = "account/password_reset_from_key_done.html"


class Again(SaysWhenPaused, ReauthenticateView):  # type: ignore[misc]
    """The password once more, before something that could take the account away."""

    template_name = "account/reauthenticate.html"


@method_decorator(sensitive_post_parameters("code", "password1"), name="dispatch")
@method_decorator(never_cache, name="dispatch")
class Recover(SaysWhenPaused, FormView):  # type: ignore[type-arg]
    """A recovery code sets a new password, ends all sessions and is replaced by a new code."""

    template_name = "account/recover.html"
    form_class = RecoveryForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form counts its tries by network too."""
        return super().get_form_kwargs() | {"network": client_network(self.request)}

    def form_valid(self, form: RecoveryForm) -> HttpResponse:
        """Sign in, by way of the second factor where there is one, and show the next code."""
        person = form.person
        if person is None or not reset_by_recovery_code(person, password=form.cleaned_data["password1"]):
            form.add_error("code", gettext("This code has been used. Each opens an account once."))
            return self.form_invalid(form)
        get_adapter(self.request).send_notification_mail("account/email/password_reset", person)
        record_authentication(self.request, person, method="recovery_code")
        login = Login(user=person, signal_kwargs={RECOVERED: True})
        answer: HttpResponse = perform_login(self.request, login)
        return answer
