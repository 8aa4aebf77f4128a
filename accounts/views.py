"""Leaving."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.signing_out import sign_out, would_lose_work


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """GET asks, and warns a guest who would lose work; POST ends the session."""
    if not isinstance(request.user, User):
        return redirect("home")
    if request.method == "POST":
        sign_out(request)
        return redirect("home")
    return render(request, "accounts/leave.html", {"would_lose_work": would_lose_work(request.user)})
