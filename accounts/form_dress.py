"""allauth's forms in our words: no placeholders, no help in HTML, one limit for what may be typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"
LONGEST_PASSWORD = 4096
LONGEST = 254
PASSWORD_TOO_LONG = _("A password has at most 4096 characters.")
TOO_LONG = _("This is longer than it can be.")


class Dressed(forms.Form):
    """Stands before a form of allauth among the bases, so that it dresses what that one has built."""

    labels: ClassVar[dict[str, Words]] = {}
    hints: ClassVar[dict[str, Words]] = {}
    missing: ClassVar[dict[str, Words]] = {}
    too_long: ClassVar[dict[str, Words]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.error_messages["required"] = self.missing.get(name, _("This is missing."))
            if isinstance(field, forms.CharField):
                _dress(field, self.too_long.get(name))

    def focus_on(self, name: str) -> None:
        """The page loads anew: with the focus there, a screen reader speaks what is wrong."""
        self.fields[name].widget.attrs["autofocus"] = True

    def focus_on_first_error(self) -> None:
        """As `focus_on`, for the first field that is refused."""
        for name in self.fields:
            if name in self.errors:
                self.focus_on(name)
                return


def _dress(field: forms.CharField, too_long: Words | None) -> None:
    is_password = isinstance(field.widget, forms.PasswordInput)
    longest = LONGEST_PASSWORD if is_password else min(field.max_length or LONGEST, LONGEST)
    for attribute in ("placeholder", "maxlength"):
        field.widget.attrs.pop(attribute, None)
    field.widget.attrs["class"] = "input"
    field.validators.append(MaxLengthValidator(longest))
    field.error_messages["max_length"] = PASSWORD_TOO_LONG if is_password else too_long or TOO_LONG
    field.error_messages["invalid"] = _("This is not an e-mail address; one looks like name@example.org.")
