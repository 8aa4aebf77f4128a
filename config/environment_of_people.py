"""What the environment says about mail and about signing in elsewhere. Secrets come from files."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.secret_files import read_secret

MAIL_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
OIDC_VARIABLES = ("ASCENT_OIDC_ISSUER", "ASCENT_OIDC_CLIENT_ID", "ASCENT_OIDC_CLIENT_SECRET_FILE", "ASCENT_OIDC_NAME")
LOCAL = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Mail:
    """The server that sends mail; without a host, mails are printed where the site logs."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    is_tls_from_start: bool = False
    is_tls_by_command: bool = False
    sender: str = "ascent@localhost"


@dataclass(frozen=True)
class Oidc:
    """Another site whose word counts for who somebody is."""

    issuer: str
    client_id: str
    client_secret: str
    name: str


def read_mail() -> Mail:
    """`ASCENT_MAIL_URL` (smtp, smtp+starttls or smtps), `ASCENT_MAIL_PASSWORD_FILE`, `ASCENT_MAIL_FROM`."""
    sender = os.environ.get("ASCENT_MAIL_FROM") or Mail.sender
    url = os.environ.get("ASCENT_MAIL_URL", "").strip()
    if not url:
        return Mail(sender=sender)
    parts = urlsplit(url)
    if parts.scheme not in MAIL_PORTS or not parts.hostname:
        message = f"ASCENT_MAIL_URL is {url!r}; say smtp://, smtp+starttls:// or smtps:// and a host."
        raise ImproperlyConfigured(message)
    if parts.password:
        message = "ASCENT_MAIL_URL holds a password; put it into a file and name that in ASCENT_MAIL_PASSWORD_FILE."
        raise ImproperlyConfigured(message)
    return Mail(
        host=parts.hostname,
        port=parts.port or MAIL_PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=read_secret("ASCENT_MAIL_PASSWORD_FILE"),
        is_tls_from_start=parts.scheme == "smtps",
        is_tls_by_command=parts.scheme == "smtp+starttls",
        sender=sender,
    )


def read_oidc() -> Oidc | None:
    """The four `ASCENT_OIDC_*` variables: all or none."""
    missing = [name for name in OIDC_VARIABLES if not os.environ.get(name, "").strip()]
    if len(missing) == len(OIDC_VARIABLES):
        return None
    if missing:
        message = f"Signing in elsewhere also needs {', '.join(missing)}."
        raise ImproperlyConfigured(message)
    issuer = os.environ["ASCENT_OIDC_ISSUER"].strip()
    parts = urlsplit(issuer)
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)):
        message = f"ASCENT_OIDC_ISSUER is {issuer!r}; say an address that begins with https://."
        raise ImproperlyConfigured(message)
    return Oidc(
        issuer=issuer,
        client_id=os.environ["ASCENT_OIDC_CLIENT_ID"].strip(),
        client_secret=read_secret("ASCENT_OIDC_CLIENT_SECRET_FILE"),
        name=os.environ["ASCENT_OIDC_NAME"].strip(),
    )


def oidc_settings(oidc: Oidc | None) -> dict[str, Any]:
    """allauth's `SOCIALACCOUNT_PROVIDERS`."""
    if oidc is None:
        return {}
    app = {
        "provider_id": "oidc",
        "name": oidc.name,
        "client_id": oidc.client_id,
        "secret": oidc.client_secret,
        "settings": {"server_url": oidc.issuer.rstrip("/")},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
