"""The way to the other site and back, and the end of it."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.views import ConnectionsView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from accounts.elsewhere import VerifyingAdapter, did_not_go_through, name_of_provider
from accounts.entrance import account_of


@never_cache
@require_POST
def go(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """To the other site. Not by a redirect: a browser holds those of a form to our form-action policy, and where
    the other site sends people on to is not ours to know."""
    if not name_of_provider():
        raise Http404
    try:
        answer = OAuth2LoginView.adapter_view(VerifyingAdapter(request, provider_id))(request)
    except (RequestException, KeyError, ValueError):
        return did_not_go_through(request)
    if not isinstance(answer, HttpResponseRedirect):
        return did_not_go_through(request)
    page = render(request, "socialaccount/going.html", {"there": answer.url, "name": name_of_provider()})
    page["Refresh"] = f"0;url={answer.url}"
    return page


@never_cache
@require_GET
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """From the other site, with its word for who this is."""
    if not name_of_provider():
        raise Http404
    try:
        answer: HttpResponse = OAuth2CallbackView.adapter_view(VerifyingAdapter(request, provider_id))(request)
    except (RequestException, KeyError, ValueError):
        return did_not_go_through(request)
    return answer


class Connected(ConnectionsView):  # type: ignore[misc]
    """What opens the account there; POST disconnects it, after the password."""

    template_name = "socialaccount/connections.html"
    success_url = reverse_lazy("account")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Without another site there is no such page."""
        if not name_of_provider():
            raise Http404
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Also how the other site is called, and whether there is another way in."""
        has_password = account_of(self.request).has_usable_password()
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"name": name_of_provider(), "has_password": has_password}
