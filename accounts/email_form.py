"""A new e-mail address."""

from __future__ import annotations

from typing import ClassVar

from allauth.account.forms import AddEmailForm
from django.utils.translation import gettext_lazy as _

from accounts.form_dress import Dressed, Words


class EmailForm(Dressed, AddEmailForm):  # type: ignore[misc]
    """It counts once the link in its mail was followed."""

    labels: ClassVar[dict[str, Words]] = {"email": _("New e-mail address")}
    missing: ClassVar[dict[str, Words]] = {"email": _("The e-mail address is missing.")}
