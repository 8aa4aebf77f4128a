"""Choose light, dark, or what the system says; kept in a cookie on the device."""

from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST

COOKIE = "theme"
COOKIE_AGE_S = 365 * 24 * 3600


class Theme(TextChoices):
    SYSTEM = "system", gettext_lazy("Like the system")
    LIGHT = "light", gettext_lazy("Light")
    DARK = "dark", gettext_lazy("Dark")


def theme_of(request: HttpRequest) -> Theme:
    """The theme that the page is shown in; anything unknown counts as the system's."""
    chosen = request.COOKIES.get(COOKIE)
    return Theme(chosen) if chosen in Theme.values else Theme.SYSTEM


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep the choice and go back to the page it was made on."""
    chosen = request.POST.get("theme")
    if chosen not in Theme.values:
        return HttpResponseBadRequest(gettext("There are three themes: system, light and dark."))
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
