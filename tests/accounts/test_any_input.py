"""Whatever is typed into a form of people: a page or a way on, never a server error, and no power gained."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from tests.accounts.entering import PASSWORD, account_called, person_of
from tests.making import client_of

pytestmark = pytest.mark.django_db
SOME = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])

typed = st.one_of(
    st.text(max_size=300),
    st.sampled_from(["", "\0", "noor", "NOOR", "noor@example.org", "' OR 1=1 --", "<script>", "ﬀ＠ｘ", "‮", "a" * 5000]),
    st.emails(),
)
pages = st.sampled_from(
    ["", "/", "//elsewhere.example", "https://elsewhere.example", "javascript:alert(1)", "\\\\e", "a\nb"]
)
of_strangers = st.sampled_from(
    [
        ("/sign-in/", ("login", "password", "remember", "next")),
        ("/sign-up/", ("username", "email", "password1", "next")),
        ("/account/reset/", ("email", "next")),
        ("/account/recover/", ("name", "code", "password1")),
        ("/sign-in/code/", ("code",)),
        ("/sign-in/again/", ()),
    ]
)
of_accounts = st.sampled_from(
    [
        ("/account/name/", ("username",)),
        ("/account/password/", ("oldpassword", "password1", "next")),
        ("/account/email/", ("email", "action_add", "action_remove", "action_send", "action_primary")),
        ("/account/merge/", ("answer", "next")),
        ("/account/again/", ("password", "next")),
        ("/account/second-factor/on/", ("code",)),
        ("/account/second-factor/off/", ("code",)),
    ]
)
RIGHT = {200, 302, 400, 404, 429}


def stays_here(where: str) -> bool:
    return where.startswith("/") and not where.startswith(("//", "/\\"))


@SOME
@given(form=of_strangers, data=st.data())
def test_strangers_may_type_anything(form: tuple[str, tuple[str, ...]], data: st.DataObject) -> None:
    address, fields = form
    noor = User.objects.filter(username="noor").first() or account_called("noor", email="noor@example.org")
    client = Client()
    sent = {name: data.draw(pages if name == "next" else typed, label=name) for name in fields}
    answer = client.post(address, sent)
    assert answer.status_code in RIGHT
    assert stays_here(answer.get("Location", "/"))
    assert person_of(client) != noor.pk or sent.get("password") == PASSWORD
    assert not User.objects.filter(is_staff=True).exists()


@SOME
@given(form=of_accounts, data=st.data())
def test_people_with_an_account_may_type_anything(form: tuple[str, tuple[str, ...]], data: st.DataObject) -> None:
    address, fields = form
    ada = User.objects.filter(email="ada@example.org").first() or account_called("ada", email="ada@example.org")
    other = User.objects.filter(username="noor").first() or account_called("noor", email="noor@example.org")
    sent = {name: data.draw(pages if name == "next" else typed, label=name) for name in fields}
    answer = client_of(ada).post(address, sent)
    assert answer.status_code in RIGHT
    assert stays_here(answer.get("Location", "/"))
    other.refresh_from_db()
    assert (other.username, other.check_password(PASSWORD)) == ("noor", True)
