"""The project as an app of Django."""

from __future__ import annotations

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Whatever process starts Django rings the same bells: shared tasks belong to our Celery application."""

    name = "config"

    def ready(self) -> None:
        import config.celery  # noqa: F401  (importing it makes it the current application)
