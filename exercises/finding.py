"""Find what an address names, or answer that there is no such page."""

from __future__ import annotations

from django.http import Http404

from exercises.models import Exercise


def published_or_404(stage: str, slug: str) -> Exercise:
    """The exercise as learners get it, with its stage and version. Raises Http404."""
    exercise = (
        Exercise.objects.filter(published__isnull=False, stage__slug=stage, slug=slug)
        .select_related("stage", "published")
        .defer("published__bundle")
        .first()
    )
    if exercise is None:
        raise Http404
    return exercise
