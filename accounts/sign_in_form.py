"""What the sign-in page asks."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.forms import LoginForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.form_dress import Dressed, Words


class SignInForm(Dressed, LoginForm):  # type: ignore[misc]
    """User name or e-mail address, and the password."""

    labels: ClassVar[dict[str, Words]] = {
        "login": _("User name or e-mail"),
        "password": _("Password"),
        "remember": _("Stay signed in on this device"),
    }
    missing: ClassVar[dict[str, Words]] = {
        "login": _("Your user name or e-mail address is missing."),
        "password": _("Your password is missing."),
    }
    too_long: ClassVar[dict[str, Words]] = {"login": _("A user name or an address has at most 254 characters.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}
        self.fields["remember"].initial = True

    def clean(self) -> dict[str, Any]:
        """Look at the password only when all else is there, so that a form half filled in costs no try."""
        try:
            super().clean()
        except ValidationError as refusal:
            self.add_error("password", refusal)
            self.focus_on("password")
        return self.cleaned_data
