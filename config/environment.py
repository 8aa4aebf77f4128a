"""What the environment may say about this installation, read once and checked."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from config.environment_of_people import Mail, Oidc, read_mail, read_oidc
from config.secret_files import read_secret

LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
# The threads that serve requests are few and live long: each keeps its connection.
KEEPS_CONNECTION_S = 600
TRUTH = {"1": True, "true": True, "yes": True, "": False, "0": False, "false": False, "no": False}


@dataclass(frozen=True)
class Environment:
    """The switches of one installation; every default is the safe one for a single machine."""

    data: Path
    secret_key_file: Path
    secret_key_file_given: bool
    debug: bool
    hosts: list[str]
    trusted_origins: list[str]
    database_url: str
    database_password: str
    broker_url: str
    events_url: str
    metrics_token: str
    mail: Mail
    oidc: Oidc | None

    @property
    def behind_tls(self) -> bool:
        """Whether people reach this site by https: then cookies travel by https only."""
        return any(origin.startswith("https://") for origin in self.trusted_origins)


def read_environment(base: Path) -> Environment:
    """Read the `ASCENT_*`, `DATABASE_URL`, `BROKER_URL` and `EVENTS_URL` variables."""
    data = Path(os.environ.get("ASCENT_DATA") or base / "var").resolve()
    key_file = os.environ.get("ASCENT_SECRET_KEY_FILE", "")
    broker = os.environ.get("BROKER_URL") or f"redis+socket://{data}/run/redis.sock"
    return Environment(
        data=data,
        secret_key_file=Path(key_file) if key_file else data / "secret_key",
        secret_key_file_given=bool(key_file),
        debug=_switch("ASCENT_DEBUG"),
        hosts=_words("ASCENT_HOSTS") or LOCAL_HOSTS,
        trusted_origins=_words("ASCENT_TRUSTED_ORIGINS"),
        database_url=os.environ.get("DATABASE_URL") or f"sqlite:///{data}/ascent.sqlite3",
        database_password=read_secret("DATABASE_PASSWORD_FILE"),
        broker_url=broker,
        events_url=os.environ.get("EVENTS_URL") or events_url_of(broker),
        metrics_token=read_secret("ASCENT_METRICS_TOKEN_FILE"),
        mail=read_mail(),
        oidc=read_oidc(),
    )


def events_url_of(broker_url: str) -> str:
    """The Redis that carries live events: the broker's own; empty when the broker is no Redis."""
    parts = urlsplit(broker_url)
    if parts.scheme in {"redis", "rediss"}:
        return broker_url
    if parts.scheme == "redis+socket":
        database = parse_qs(parts.query).get("virtual_host", ["0"])[0].lstrip("/")
        return f"unix://{parts.path}?db={database}"
    return ""


def socket_of(broker_url: str, *, within: Path) -> Path | None:
    """The socket file of a broker that lies in this installation's own data folder, else None."""
    parts = urlsplit(broker_url)
    if parts.scheme != "redis+socket":
        return None
    path = Path(parts.path)
    return path if path.is_relative_to(within) else None


def database_settings(url: str, *, password: str = "") -> dict[str, Any]:
    """Django's database settings for `url`, with what concurrent writers need. `password` where the URL has none."""
    parsed: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=KEEPS_CONNECTION_S, conn_health_checks=True))
    if password and not parsed["PASSWORD"]:
        parsed["PASSWORD"] = password
    if parsed["ENGINE"].endswith("sqlite3"):
        # Reading and then writing under the default deferred transactions ends in "database is locked".
        parsed["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    return parsed


def _words(name: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def _switch(name: str) -> bool:
    said = os.environ.get(name, "").strip().lower()
    if said not in TRUTH:
        message = f"{name} is {said!r}; say 1 or 0."
        raise ImproperlyConfigured(message)
    return TRUTH[said]
