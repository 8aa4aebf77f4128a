"""The app of courses."""

from __future__ import annotations

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """What those who teach see."""

    name = "courses"
