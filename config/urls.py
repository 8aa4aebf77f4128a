"""All addresses of the site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from config.metrics_page import metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("courses.urls")),
    path("", include("tutor.urls")),
    path("", include("exercises.urls")),
    path("", include("accounts.urls")),
    path("metrics", metrics, name="metrics"),
]

handler500 = "config.server_error.server_error"
