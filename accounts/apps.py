"""The app of people."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Upper packages fill the registries of this one; it adds the audit log and how people sign in."""

    name = "accounts"

    def ready(self) -> None:
        """Say what becomes of the data that belongs to people themselves, and what their account page shows, and whom a
        change of address is told."""
        from accounts import account_sections, auditing, notices, sign_in_data

        auditing.register()
        sign_in_data.register()
        account_sections.register()
        notices.register()
