"""`manage.py make_staff`."""

from __future__ import annotations

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from tests.accounts.entering import account_called, sign_in

pytestmark = pytest.mark.django_db


def make_staff(name: str) -> str:
    said = io.StringIO()
    call_command("make_staff", name, generate=True, stdout=said)
    return said.getvalue()


def test_a_new_account_gets_a_password_that_opens_teach() -> None:
    found = re.search(r"Password: (\S+)", make_staff("grace"))
    assert found is not None
    client = Client()
    sign_in(client, name="grace", password=found.group(1))
    assert client.get("/teach/").status_code == 200


def test_an_account_that_is_there_keeps_its_password() -> None:
    account_called("noor")
    said = make_staff("Noor")
    assert "The password is as it was." in said
    assert "Password:" not in said
    client = Client()
    sign_in(client, name="noor")
    assert client.get("/teach/").status_code == 200


def test_a_guest_is_never_promoted(guest: User) -> None:
    with pytest.raises(CommandError, match="belong to guests"):
        make_staff(guest.username)
    guest.refresh_from_db()
    assert not guest.is_staff


@pytest.mark.parametrize("name", ["", "a@example.org", "two words", "n" * 151])
def test_a_name_that_cannot_be_makes_nobody(name: str) -> None:
    with pytest.raises(CommandError, match="Nothing was changed"):
        make_staff(name)
    assert not User.objects.exists()
