"""The app of the tutor."""

from __future__ import annotations

from django.apps import AppConfig


class TutorConfig(AppConfig):
    """Puts the ladder of hints on the exercise page and says what becomes of a learner's hints."""

    name = "tutor"

    def ready(self) -> None:
        """Fill the registries of the packages below."""
        from tutor import panel, personal_data

        panel.register()
        personal_data.register()
