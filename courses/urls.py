"""Addresses for those who teach."""

from __future__ import annotations

from django.urls import path

from courses import views

urlpatterns = [path("teach/", views.teach, name="teach")]
