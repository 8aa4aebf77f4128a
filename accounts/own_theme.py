"""Choose light, dark, or what the system says; kept in a cookie, and with an account of whoever has one."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from accounts.models import Theme, User

COOKIE = "theme"
COOKIE_AGE_S = 365 * 24 * 3600


def theme_of(request: HttpRequest) -> Theme:
    """The theme that the page is shown in; anything unknown counts as the system's."""
    person = request.user
    own = person.theme if isinstance(person, User) else ""
    chosen = own or theme_of_browser(request)
    return Theme(chosen) if chosen in Theme.values else Theme.SYSTEM


def theme_of_browser(request: HttpRequest) -> str:
    """What was chosen in this browser, else ""."""
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if chosen in Theme.values else ""


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep the choice and go back to the page it was made on."""
    chosen = request.POST.get("theme")
    if chosen not in Theme.values:
        return HttpResponseBadRequest(gettext("There are three themes: system, light and dark."))
    person = request.user
    if isinstance(person, User) and not person.is_guest:
        User.objects.filter(pk=person.pk).update(theme=chosen)
    response = HttpResponseRedirect(_page_to_return_to(request))
    response.set_cookie(COOKIE, chosen, max_age=COOKIE_AGE_S, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response


def _page_to_return_to(request: HttpRequest) -> str:
    page = request.POST.get("next", "")
    # Otherwise a form elsewhere could use this address to send people anywhere.
    is_ours = url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return page if is_ours else reverse("home")
