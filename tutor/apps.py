"""The app of the tutor."""

from __future__ import annotations

from django.apps import AppConfig


class TutorConfig(AppConfig):
    """Puts the ladder of hints on the exercise page, counts hints, and says what becomes of them."""

    name = "tutor"

    def ready(self) -> None:
        """Fill the registries of the packages below."""
        from tutor import help_taken, panel, personal_data

        help_taken.register()
        panel.register()
        personal_data.register()
