"""Somebody's own account: what is on the page, and what it changes."""

from __future__ import annotations

from http import HTTPStatus

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.account_sections import sections_of
from accounts.adapter import OWES_CODE
from accounts.entrance import account_of
from accounts.merging import add_work, leave_work, waiting_guest
from accounts.own_sessions import SESSIONS_SHOWN, note_session, sessions_of
from accounts.personal_data import work_in_words
from accounts.recovering import make_recovery_code
from accounts.renaming import RenamingForm
from accounts.signing_out import sign_out_everywhere, sign_out_others


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Name, ways to sign in, and what is kept."""
    return render(request, "account/account.html", {"sections": sections_of(account_of(request))})


@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest) -> HttpResponse:
    """GET asks for the new user name; POST changes it."""
    person = account_of(request)
    form = RenamingForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid() and form.save():
        messages.success(request, gettext("The user name is changed."))
        return redirect("account")
    return render(request, "account/rename.html", {"form": form})


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Where the account is signed in."""
    person = account_of(request)
    note_session(request, person)
    shown = sessions_of(person, present=request.session.session_key)
    return render(request, "account/sessions.html", {"sessions": shown, "most": SESSIONS_SHOWN})


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    sign_out_others(request, account_of(request))
    messages.success(request, gettext("You are signed out everywhere else."))
    return redirect("account_sessions")


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out on this device and on all others."""
    sign_out_everywhere(request, account_of(request))
    return redirect("sign_in")


def recovery_code(request: HttpRequest) -> HttpResponseBase:
    """A new account that has no address is shown its code here, once; later one asks for a new one by POST."""
    if request.session.pop(OWES_CODE, False):
        return _show_code(request)
    answer: HttpResponseBase = _make_another(request)
    return answer


@require_http_methods(["GET", "POST"])
@reauthentication_required(app="allauth.account")  # type: ignore[untyped-decorator]
def _make_another(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _show_code(request)
    return render(request, "account/recovery_code_ask.html")


def _show_code(request: HttpRequest) -> HttpResponse:
    person = account_of(request)
    context = {"code": make_recovery_code(person), "next": next_page(request)}
    return render(request, "account/recovery_code.html", context)


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest) -> HttpResponse:
    """GET asks whether to add what a guest did on this device; POST adds or leaves it, and goes on."""
    person = account_of(request)
    if request.method == "POST":
        return _answered(request)
    guest = waiting_guest(request)
    if guest is None:
        return redirect(next_page(request))
    question, counts = work_in_words(guest)
    context = {"question": question, "counts": counts, "name": person.username, "next": next_page(request)}
    return render(request, "account/merge.html", context)


def _answered(request: HttpRequest) -> HttpResponse:
    answer = request.POST.get("answer")
    if answer == "add":
        add_work(request, account_of(request))
        messages.success(request, gettext("What you did on this device is in your account now."))
    elif answer == "leave":
        leave_work(request)
    else:
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    return redirect(next_page(request))


def next_page(request: HttpRequest) -> str:
    """`next` where it is a page of this site, else home."""
    page = request.POST.get("next") or request.GET.get("next")
    return page if page and get_adapter().is_safe_url(page) else "/"
