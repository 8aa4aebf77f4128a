"""Signing in and leaving."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.sign_in_form import SignInForm
from accounts.signing_out import sign_out, would_lose_work


class SignIn(LoginView):
    """GET asks for name and password; POST signs in and goes on to `next`, or home."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """A guest may sign in; whoever has an account already goes on at once."""
        super().setup(request, *args, **kwargs)
        self.redirect_authenticated_user = isinstance(request.user, User) and not request.user.is_guest

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str:
        """`next` where it is a page of this site, and not this page again; else nothing."""
        page = super().get_redirect_url(*args, **kwargs)
        return "" if urlsplit(page).path == self.request.path else page

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Begin a new session, which ends with the browser unless it was asked to stay."""
        response = super().form_valid(form)
        if not form.cleaned_data["stay"]:
            self.request.session.set_expiry(0)
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """The page again, with what is missing or off."""
        response = super().form_invalid(form)
        if isinstance(form, SignInForm) and form.pause is not None:
            response.status_code = HTTPStatus.TOO_MANY_REQUESTS
            response["Retry-After"] = str(form.pause.retry_after_s)
        return response


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """GET asks, and warns a guest who would lose work; POST ends the session."""
    if not isinstance(request.user, User):
        return redirect("home")
    if request.method == "POST":
        sign_out(request)
        return redirect("home")
    return render(request, "accounts/leave.html", {"would_lose_work": would_lose_work(request.user)})
