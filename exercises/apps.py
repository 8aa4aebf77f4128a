"""The app of exercises."""

from __future__ import annotations

from django.apps import AppConfig


class ExercisesConfig(AppConfig):
    """Tells the packages below who may see submissions and what becomes of a learner's work."""

    name = "exercises"

    def ready(self) -> None:
        """Fill the registries of `accounts`."""
        from exercises import access, personal_data

        access.register()
        personal_data.register()
