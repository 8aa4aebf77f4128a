"""Sign in at another site, as a university's: OpenID Connect, where the settings name a provider."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any, ClassVar

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthError
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.form_dress import Words
from accounts.models import User
from accounts.refusals import refuse

PROVIDER = "oidc"
logger = logging.getLogger(__name__)


def name_of_provider() -> str:
    """How people call the other site; empty where there is none."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return str(apps[0]["name"]) if apps else ""


class ElsewhereAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """allauth's own ways, with our guests and our words."""

    error_messages: ClassVar[dict[str, Words]] = {
        **DefaultSocialAccountAdapter.error_messages,
        "no_password": _(
            "This is the only way into your account, so it stays connected. Set a password first; then disconnect it."
        ),
    }

    def new_user(self, request: HttpRequest, sociallogin: SocialLogin) -> User:
        """A row of its own: whether there is an account already is known only later. A guest's work follows."""
        return User()

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        """Only what the settings name: rows of the database make no provider."""
        return [app for app in super().list_apps(request, provider, client_id) if app.pk is None]

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """Back to the account."""
        return reverse("account")

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Whoever turned round is back at the sign-in page; all else is told in words and logged."""
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(redirect("sign_in"))
        logger.warning("Signing in elsewhere failed: %s", exception or error)
        raise ImmediateHttpResponse(did_not_go_through(request))


class VerifyingAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Checks the signature of each id_token, also of those that come straight from the provider."""

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """allauth leaves the signature to TLS where it fetched the token itself; one check more costs nothing."""
        self.did_fetch_access_token = False
        return super().complete_login(request, app, token, **kwargs)


def did_not_go_through(request: HttpRequest) -> HttpResponse:
    """The other site is down, or said something that cannot be true."""
    return refuse(
        request,
        status=HTTPStatus.BAD_GATEWAY,
        code="sign_in_elsewhere_failed",
        message=gettext("Signing in with %(name)s did not go through. Nothing was changed; try it again in a minute.")
        % {"name": name_of_provider()},
    )
