"""Addresses of the tutor."""

from __future__ import annotations

from django.urls import path

from tutor import views

urlpatterns = [
    path("learn/<slug:stage>/<slug:slug>/hints/", views.hints, name="hints"),
]
