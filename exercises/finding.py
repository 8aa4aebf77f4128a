"""Find what an address names, or answer that there is no such page."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from exercises.models import Exercise


def published_or_404(stage: str, slug: str) -> Exercise:
    """The exercise as learners get it, with its stage and version. Raises Http404."""
    return _first_or_404(_published(stage, slug).select_related("stage", "published").defer("published__bundle"))


def gradable_or_404(stage: str, slug: str) -> Exercise:
    """The exercise without what only its page shows: each Run and each saved draft asks for it. Raises Http404."""
    return _first_or_404(_published(stage, slug).only("slug", "published", "stage"))


def _published(stage: str, slug: str) -> QuerySet[Exercise]:
    return Exercise.objects.filter(published__isnull=False, stage__slug=stage, slug=slug)


def _first_or_404(rows: QuerySet[Exercise]) -> Exercise:
    exercise = rows.order_by().first()
    if exercise is None:
        raise Http404
    return exercise
