"""What the sign-up page asks: a user name or an e-mail address, and a password."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.forms import SignupForm
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.form_dress import Dressed, Words


class SignUpForm(Dressed, SignupForm):  # type: ignore[misc]
    """One of the two names is enough: without an address, a recovery code is given in its place."""

    labels: ClassVar[dict[str, Words]] = {
        "username": _("User name"),
        "email": _("E-mail, if you like"),
        "password1": _("Password"),
    }
    hints: ClassVar[dict[str, Words]] = {
        "username": _("How those who teach see you. You may leave it out if you give an e-mail address."),
        "email": _("To set a new password when you forget yours. Without one you get a recovery code."),
        "password1": _("At least 8 characters."),
    }
    missing: ClassVar[dict[str, Words]] = {"password1": _("A password is missing.")}
    too_long: ClassVar[dict[str, Words]] = {"username": _("A user name has at most 150 characters.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs["autocapitalize"] = "none"

    def clean(self) -> dict[str, Any]:
        """Whoever signs up must be able to come back: by one of the two names."""
        super().clean()
        if not self.errors and not self.cleaned_data.get("username") and not self.cleaned_data.get("email"):
            self.add_error("username", _("Choose a user name, or give an e-mail address."))
        self.focus_on_first_error()
        return self.cleaned_data

    def save(self, request: HttpRequest) -> AbstractBaseUser:
        """The account and its address, or neither."""
        with transaction.atomic():
            saved: AbstractBaseUser = super().save(request)
        return saved
