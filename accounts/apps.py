"""The app of people."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers nothing of its own: upper packages fill the registries of this one."""

    name = "accounts"
