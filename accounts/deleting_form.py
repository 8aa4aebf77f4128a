"""What the deletion page asks, and how it answers what does not confirm it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.deleting import asks_for_password, name_to_type
from accounts.guessing import Wrong, refusal_of
from accounts.models import User
from accounts.rate_limits import LimitReached

LONGEST = 4096


class DeletingForm(forms.Form):
    """The password again; or the name, where there is no password."""

    typed = forms.CharField(
        max_length=LONGEST,
        strip=False,
        error_messages={"max_length": _("That is longer than any password here.")},
    )

    def __init__(self, person: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wants_password = asks_for_password(person)
        field = self.fields["typed"]
        if self.wants_password:
            field.label = _("Your password")
            field.widget = forms.PasswordInput(attrs={"class": "input", "autocomplete": "current-password"})
            field.error_messages["required"] = gettext("Your password is missing.")
        else:
            field.label = gettext("Type “%(name)s”") % {"name": name_to_type(person)}
            field.widget = forms.TextInput(
                attrs={"class": "input", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
            )
            field.error_messages["required"] = gettext("The name is missing.")

    def refuse(self, reason: Wrong | LimitReached) -> None:
        """Say that what was typed does not fit, or that no try is left."""
        said = gettext("This is not your password.") if self.wants_password else gettext("This is not the name.")
        self.add_error("typed", refusal_of(reason, said))
        # The page loads anew: with the focus here, a screen reader speaks the sentence.
        self.fields["typed"].widget.attrs["autofocus"] = True
