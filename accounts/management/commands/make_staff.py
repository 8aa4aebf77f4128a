"""`manage.py make_staff NAME`: the first person who teaches, and each one after."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.making_staff import account_called, create_staff, made_up_password, promote


class Command(BaseCommand):
    help = "Let the account NAME teach; where there is none, make it, with a password that is asked for or made up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--generate", action="store_true", help="make up the password and print it")

    def handle(self, *args: Any, name: str, generate: bool, **options: Any) -> None:
        person = account_called(name)
        if person is not None:
            promote(person)
            self.stdout.write(f"{person.username} teaches now. The password is as it was.")
            return
        asks = not generate and sys.stdin.isatty()
        password = _asked() if asks else made_up_password()
        try:
            made = create_staff(name=name, password=password)
        except ValidationError as refusal:
            raise CommandError(" ".join([*refusal.messages, "Nothing was changed."])) from refusal
        self.stdout.write(f"{made.username} is made, and teaches. Sign in at /sign-in/; /teach/ shows the learners.")
        if not asks:
            self.stdout.write(f"Password: {password}\nIt is shown this one time. Change it at /account/password/.")


def _asked() -> str:
    password = getpass("Password: ")
    if getpass("Again: ") != password:
        message = "The two passwords differ. Nothing was changed."
        raise CommandError(message)
    return password
