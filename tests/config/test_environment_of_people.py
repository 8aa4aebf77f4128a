"""What the environment says about mail and about signing in elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment_of_people import Mail, Oidc, oidc_settings, read_mail, read_oidc

OIDC = {
    "ASCENT_OIDC_ISSUER": "https://login.example.org/realms/hills",
    "ASCENT_OIDC_CLIENT_ID": "ascent",
    "ASCENT_OIDC_NAME": "your university",
}


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    (tmp_path / "secret").write_text("s3cret\n")
    return tmp_path / "secret"


def set_all(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def test_without_a_server_mails_go_to_the_log() -> None:
    assert read_mail() == Mail()
    assert read_mail().host == ""


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "tls"),
    [
        ("smtp://relay", "relay", 25, "", (False, False)),
        ("smtp://127.0.0.1:2525", "127.0.0.1", 2525, "", (False, False)),
        ("smtp+starttls://a%40b.org@mail.example.org", "mail.example.org", 587, "a@b.org", (False, True)),
        ("smtps://noor@mail.example.org", "mail.example.org", 465, "noor", (True, False)),
    ],
)
def test_a_mail_server_is_one_address(
    monkeypatch: pytest.MonkeyPatch, secret: Path, url: str, host: str, port: int, user: str, tls: tuple[bool, bool]
) -> None:
    set_all(monkeypatch, {"ASCENT_MAIL_URL": url, "ASCENT_MAIL_PASSWORD_FILE": str(secret), "ASCENT_MAIL_FROM": "a@b"})
    mail = read_mail()
    assert (mail.host, mail.port, mail.user, mail.password, mail.sender) == (host, port, user, "s3cret", "a@b")
    assert (mail.is_tls_from_start, mail.is_tls_by_command) == tls


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mail.example.org", "say smtp://"),
        ("https://mail.example.org", "say smtp://"),
        ("smtp://", "and a host"),
        ("smtps://noor:open@mail.example.org", "ASCENT_MAIL_PASSWORD_FILE"),
    ],
)
def test_a_mail_server_that_cannot_be_is_refused_in_words(monkeypatch: pytest.MonkeyPatch, url: str, said: str) -> None:
    monkeypatch.setenv("ASCENT_MAIL_URL", url)
    with pytest.raises(ImproperlyConfigured, match=said):
        read_mail()


def test_signing_in_elsewhere_is_off_by_itself() -> None:
    assert read_oidc() is None
    assert oidc_settings(None) == {}


def test_all_four_turn_it_on(monkeypatch: pytest.MonkeyPatch, secret: Path) -> None:
    set_all(monkeypatch, {**OIDC, "ASCENT_OIDC_CLIENT_SECRET_FILE": str(secret)})
    assert read_oidc() == Oidc(OIDC["ASCENT_OIDC_ISSUER"], "ascent", "s3cret", "your university")


def test_some_of_the_four_are_refused_with_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, OIDC)
    with pytest.raises(ImproperlyConfigured, match="also needs ASCENT_OIDC_CLIENT_SECRET_FILE"):
        read_oidc()


@pytest.mark.parametrize("issuer", ["login.example.org", "http://login.example.org", "ftp://login.example.org"])
def test_another_site_is_reached_by_https_only(monkeypatch: pytest.MonkeyPatch, secret: Path, issuer: str) -> None:
    set_all(monkeypatch, {**OIDC, "ASCENT_OIDC_CLIENT_SECRET_FILE": str(secret), "ASCENT_OIDC_ISSUER": issuer})
    with pytest.raises(ImproperlyConfigured, match="https://"):
        read_oidc()


def test_a_secret_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    set_all(monkeypatch, {**OIDC, "ASCENT_OIDC_CLIENT_SECRET_FILE": str(tmp_path / "nowhere")})
    with pytest.raises(ImproperlyConfigured, match="nowhere, which cannot be read"):
        read_oidc()
