"""Addresses of the road: pages (`pages.py`) and what their scripts ask (`api.py`)."""

from __future__ import annotations

from django.urls import path

from accounts.own_theme import choose_theme
from exercises import (
    api,
    concept_pages,
    history_pages,
    notation,
    pages,
    progress_page,
    searching,
    summit_pages,
    views,
)

urlpatterns = [
    path("", pages.home, name="home"),
    path("concepts/", concept_pages.concepts, name="concepts"),
    path("concepts/<slug:slug>/", concept_pages.concept, name="concept"),
    path("hill/", pages.hill, name="hill"),
    path("start/", views.start, name="start"),
    path("theme/", choose_theme, name="theme"),
    path("learn/<slug:stage>/<slug:slug>/", pages.exercise, name="exercise"),
    path("learn/<slug:stage>/<slug:slug>/panels/", pages.panels, name="panels"),
    path("learn/<slug:stage>/<slug:slug>/summit/", summit_pages.summit, name="summit"),
    path("learn/<slug:stage>/<slug:slug>/others/", summit_pages.others, name="other_ways"),
    path("learn/<slug:stage>/<slug:slug>/history/", history_pages.history, name="exercise_history"),
    path("learn/<slug:stage>/<slug:slug>/history/compare/", history_pages.compare, name="compare"),
    path("learn/<slug:stage>/<slug:slug>/history/keep/", history_pages.keep, name="keep"),
    path("learn/<slug:stage>/<slug:slug>/draft/", api.draft, name="draft"),
    path("learn/<slug:stage>/<slug:slug>/submissions/", api.submissions, name="submit"),
    path("learn/<slug:stage>/<slug:slug>/submissions/", api.submissions, name="history"),
    path("learn/<slug:stage>/<slug:slug>/trace/", api.trace, name="trace"),
    path("learn/<slug:stage>/<slug:slug>/scratch/", api.scratch, name="scratch"),
    path("learn/<slug:stage>/<slug:slug>/carry/", api.carry, name="carry"),
    path("submissions/<uuid:pk>/", api.submission, name="submission"),
    path("submissions/<uuid:pk>/page/", history_pages.submission, name="submission_page"),
    path("submissions/<uuid:pk>/restore/", history_pages.restore, name="restore"),
    path("submissions/<uuid:pk>/source/", api.source, name="source"),
    path("submissions/<uuid:pk>/stop/", api.stop_submission, name="stop"),
    path("submissions/<uuid:pk>/events/", api.events, name="events"),
    path("notation/", notation.notation, name="notation"),
    path("search/", searching.search, name="search"),
    path("progress/", progress_page.progress, name="progress"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
