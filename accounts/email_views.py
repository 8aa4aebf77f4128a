"""The e-mail address of an account."""

from __future__ import annotations

from allauth.account.views import ConfirmEmailView, EmailView


class Email(EmailView):  # type: ignore[misc]
    """Give an address, change it, send its mail again, remove it."""

    template_name = "account/email.html"


class ConfirmEmail(ConfirmEmailView):  # type: ignore[misc]
    """From the link of a mail: one more click, so that a mail scanner that follows links confirms nothing."""

    template_name = "account/email_confirm.html"
