"""Disconnect a sign-in at another site."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.forms import DisconnectForm
from django.utils.translation import gettext_lazy as _

from accounts.form_dress import Dressed


class DisconnectingForm(Dressed, DisconnectForm):  # type: ignore[misc]
    """Which one; allauth refuses the only way in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].error_messages |= {
            "required": _("Nothing was named that could be disconnected."),
            "invalid_choice": _("This is not connected with your account any more."),
        }
