"""A person changes their user name."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import get_adapter
from django import forms
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.form_dress import Dressed, Words
from accounts.models import User


class RenamingForm(Dressed):
    """The user name, by which one signs in."""

    labels: ClassVar[dict[str, Words]] = {"username": _("User name")}
    missing: ClassVar[dict[str, Words]] = {"username": _("The user name is missing.")}
    too_long: ClassVar[dict[str, Words]] = {"username": _("A user name has at most 150 characters.")}

    username = forms.CharField(
        max_length=150, widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none"})
    )

    def __init__(self, person: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"username": person.username}, **kwargs)
        self.person = person

    def clean_username(self) -> str:
        """Free, or the person's own in another spelling."""
        name = str(self.cleaned_data["username"])
        is_own = name.casefold() == self.person.username.casefold()
        return str(get_adapter().clean_username(name, shallow=is_own))

    def save(self) -> bool:
        """False where somebody else took the name a moment ago."""
        try:
            with transaction.atomic():
                User.objects.filter(pk=self.person.pk).update(username=self.cleaned_data["username"])
        except IntegrityError:
            self.add_error("username", _("This user name is taken. Choose another one."))
            return False
        return True
