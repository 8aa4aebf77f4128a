"""Change a password, set one, ask for a new one, show that one knows it."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    ChangePasswordForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from accounts.form_dress import Dressed, Words
from accounts.guessing import Wrong, refusal_of
from accounts.models import User
from accounts.rate_limits import LimitReached
from accounts.recovering import LONGEST_CODE, find_by_recovery_code

NEW = _("New password")
AT_LEAST = _("At least 8 characters.")
NEW_MISSING = _("The new password is missing.")


class OneNewPassword(Dressed):
    """A new password is asked for once: there is a way back for whoever mistyped it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)

    def clean(self) -> dict[str, Any]:
        """Lead to the first field that is refused."""
        super().clean()
        self.focus_on_first_error()
        return self.cleaned_data


class ChangeForm(OneNewPassword, ChangePasswordForm):  # type: ignore[misc]
    """The password until now, and the new one."""

    labels: ClassVar[dict[str, Words]] = {"oldpassword": _("Your password until now"), "password1": NEW}
    hints: ClassVar[dict[str, Words]] = {"password1": AT_LEAST}
    missing: ClassVar[dict[str, Words]] = {"oldpassword": _("Your password is missing."), "password1": NEW_MISSING}

    @sensitive_variables()
    def clean_oldpassword(self) -> str:
        """Limited as the sign-in page is: whoever finds a browser open must not guess on here."""
        password = str(self.cleaned_data["oldpassword"])
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password


class SetForm(OneNewPassword, SetPasswordForm):  # type: ignore[misc]
    """A first password, for somebody who signs in elsewhere."""

    labels: ClassVar[dict[str, Words]] = {"password1": _("Password")}
    hints: ClassVar[dict[str, Words]] = {"password1": AT_LEAST}
    missing: ClassVar[dict[str, Words]] = {"password1": _("A password is missing.")}


class NewPasswordForm(OneNewPassword, ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password, for somebody who followed the link of a mail."""

    labels: ClassVar[dict[str, Words]] = {"password1": NEW}
    hints: ClassVar[dict[str, Words]] = {"password1": AT_LEAST}
    missing: ClassVar[dict[str, Words]] = {"password1": NEW_MISSING}


class AskForLinkForm(Dressed, ResetPasswordForm):  # type: ignore[misc]
    """Where the link should go."""

    labels: ClassVar[dict[str, Words]] = {"email": _("E-mail")}
    missing: ClassVar[dict[str, Words]] = {"email": _("Your e-mail address is missing.")}


class PasswordAgainForm(Dressed, ReauthenticateForm):  # type: ignore[misc]
    """The password, before something that could take the account away."""

    labels: ClassVar[dict[str, Words]] = {"password": _("Password")}
    missing: ClassVar[dict[str, Words]] = {"password": _("Your password is missing.")}


class RecoveryForm(Dressed):
    """Name, recovery code and the new password."""

    labels: ClassVar[dict[str, Words]] = {
        "name": _("User name or e-mail"),
        "code": _("Recovery code"),
        "password1": NEW,
    }
    hints: ClassVar[dict[str, Words]] = {"password1": AT_LEAST}
    missing: ClassVar[dict[str, Words]] = {
        "name": _("Your user name or e-mail address is missing."),
        "code": _("The recovery code is missing."),
        "password1": NEW_MISSING,
    }

    name = forms.CharField(widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none"}))
    code = forms.CharField(
        max_length=LONGEST_CODE, widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"})
    )
    password1 = forms.CharField(strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"}))

    def __init__(self, network: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.network = network
        self.person: User | None = None

    @sensitive_variables()
    def clean_password1(self) -> str:
        """Refuse a weak one before the code is looked at: the code is good for one time."""
        password = str(self.cleaned_data["password1"])
        validate_password(password)
        return password

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        """Look at the code only when all else is there, so that a form half filled in costs no try."""
        if not self.errors:
            name, code = self.cleaned_data["name"], self.cleaned_data["code"]
            try:
                self.person = find_by_recovery_code(name=name, code=code, network=self.network)
                validate_password(self.cleaned_data["password1"], self.person)
            except (Wrong, LimitReached) as reason:
                self.add_error("code", refusal_of(reason, gettext("Name and recovery code do not go together.")))
            except ValidationError as weak:
                self.add_error("password1", weak)
        self.focus_on_first_error()
        return self.cleaned_data
