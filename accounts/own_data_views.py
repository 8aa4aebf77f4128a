"""What somebody may do with what is kept about them: take it along, delete it, see who looked."""

from __future__ import annotations

import math
from http import HTTPStatus

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.auditing import EVENTS_SHOWN, events_about, in_words
from accounts.deleting import delete_account, what_goes
from accounts.deleting_form import DeletingForm
from accounts.exporting import begin_export, folder_of
from accounts.guessing import Wrong, pause_of
from accounts.models import User
from accounts.rate_limits import LimitReached


@never_cache
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponseBase:
    """GET says what is in it; POST answers the zip of who asks, and of nobody else."""
    person = request.user
    if not isinstance(person, User):
        return redirect_to_login(request.get_full_path())
    if request.method == "GET":
        return render(request, "accounts/export.html")
    try:
        parts = begin_export(person)
    except LimitReached as limit:
        page = render(request, "accounts/export.html", {"pause": _minutes(limit)}, status=HTTPStatus.TOO_MANY_REQUESTS)
        page["Retry-After"] = str(limit.retry_after_s)
        return page
    name = f"{folder_of(person)}-{timezone.now():%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(parts, content_type="application/zip", headers=headers)


@never_cache
@sensitive_post_parameters("typed")
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """GET says what goes and asks once more; POST deletes, ends all sessions and says so."""
    person = request.user
    if not isinstance(person, User):
        return redirect_to_login(request.get_full_path())
    if request.method == "GET":
        return _ask(request, person, DeletingForm(person))
    form = DeletingForm(person, request.POST)
    if not form.is_valid():
        return _ask(request, person, form)
    try:
        delete_account(request=request, person=person, typed=form.cleaned_data["typed"])
    except (Wrong, LimitReached) as reason:
        form.refuse(reason)
        return _ask(request, person, form)
    return redirect("account_deleted")


@never_cache
@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    """The last page of an account; whoever is signed in has one and goes home."""
    if isinstance(request.user, User):
        return redirect("home")
    return render(request, "accounts/deleted.html")


@never_cache
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Who looked at or changed the work of who asks."""
    if not isinstance(request.user, User):
        return redirect_to_login(request.get_full_path())
    events = list(events_about(request.user)[: EVENTS_SHOWN + 1])
    shown = [(event.happened_at, in_words(event)) for event in events[:EVENTS_SHOWN]]
    context = {"events": shown, "has_more": len(events) > EVENTS_SHOWN, "most": EVENTS_SHOWN}
    return render(request, "accounts/audit.html", context)


def _ask(request: HttpRequest, person: User, form: DeletingForm) -> HttpResponse:
    page = render(request, "accounts/delete.html", {"form": form, "goes": what_goes(person)})
    pause_s = pause_of(form)
    if pause_s is not None:
        page.status_code = HTTPStatus.TOO_MANY_REQUESTS
        page["Retry-After"] = str(pause_s)
    return page


def _minutes(limit: LimitReached) -> int:
    return math.ceil(limit.retry_after_s / 60)
