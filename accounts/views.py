"""Entering and leaving."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from allauth.account.internal.stagekit import clear_login
from allauth.account.views import LoginView, SignupView
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.client_address import client_network
from accounts.elsewhere import name_of_provider
from accounts.entrance import guest_of
from accounts.guessing import pause_of, paused
from accounts.merging import waiting_guest
from accounts.models import User
from accounts.personal_data import leaves_traces, work_in_words
from accounts.rate_limits import LimitReached, spend
from accounts.signing_out import sign_out, would_lose_work
from accounts.signing_up import SIGN_UPS, NameTaken


class SaysWhenPaused:
    """A form that may not be tried again yet is answered with 429 and when it may."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """The page again, with what is missing or off."""
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        retry_after_s = pause_of(form)
        if retry_after_s is not None:
            response.status_code = HTTPStatus.TOO_MANY_REQUESTS
            response["Retry-After"] = str(retry_after_s)
        return response


class Entrance(SaysWhenPaused):
    """What the pages before an account share: where one goes on to, and what a guest has done so far."""

    request: HttpRequest

    def get_next_url(self) -> str | None:
        """`next` where it is a page of this site, and not this page again; else nothing."""
        page: str | None = super().get_next_url()  # type: ignore[misc]
        return None if page and urlsplit(page).path == self.request.path else page

    def get_default_success_url(self) -> str:
        """Home, where no page was named."""
        return reverse("home")

    def get_authenticated_redirect_url(self) -> str:
        """Whoever is in already goes on at once."""
        return self.get_next_url() or reverse("home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """`next`, the guest and whether they have work, and the name of another site to sign in at."""
        guest = guest_of(self.request)
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return context | {
            "next": self.get_next_url(),
            "guest": guest,
            "guest_has_work": guest is not None and leaves_traces(guest),
            "elsewhere": name_of_provider(),
        }


class SignIn(Entrance, LoginView):  # type: ignore[misc]
    """GET asks for name and password; POST signs in and goes on to `next`, or home."""

    template_name = "account/sign_in.html"


class SignUp(Entrance, SignupView):  # type: ignore[misc]
    """GET asks for a name and a password; POST makes the account, of a guest's own row where a guest asks."""

    template_name = "account/sign_up.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Also what is kept of a guest's work, in words."""
        context = super().get_context_data(**kwargs)
        return context | {"kept": work_in_words(context["guest"])[1] if context["guest_has_work"] else []}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Each try counts: it tells whether a user name is taken."""
        try:
            spend(allowance=SIGN_UPS, holder=client_network(request))
        except LimitReached as limit:
            form = self.get_form()
            form.add_error(None, paused(limit, gettext("Many people signed up from this address in the last hour.")))
            return self.form_invalid(form)
        answer: HttpResponseBase = super().post(request, *args, **kwargs)
        return answer

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """The account; or the page again where somebody else took the name a moment ago."""
        try:
            answer: HttpResponse = super().form_valid(form)
        except NameTaken:
            form.add_error("username", gettext("This user name is taken. Choose another one."))
            return self.form_invalid(form)
        return answer


@require_POST
def start_over(request: HttpRequest) -> HttpResponse:
    """Forget a sign-in that waits for its second factor."""
    clear_login(request)
    return redirect("sign_in")


@never_cache
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """GET asks, and warns a guest who would lose work; POST ends the session."""
    person = request.user
    if not isinstance(person, User):
        return redirect("home")
    if request.method == "POST":
        sign_out(request)
        return redirect("home")
    context = {"would_lose_work": would_lose_work(person), "work_waits": waiting_guest(request) is not None}
    return render(request, "account/leave.html", context)
