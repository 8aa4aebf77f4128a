"""The pages of the concept graph: all of it, and one idea in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from exercises.concept_picture import picture_of
from exercises.concepts import Concepts, Hold, Idea, StageIdeas, read_concepts
from exercises.models import Stage


@require_safe
@never_cache
def concepts(request: HttpRequest) -> HttpResponse:
    """What builds on what; also for someone who has not begun."""
    return render(request, "exercises/concepts.html", _context(_read(request), None))


@require_safe
@never_cache
def concept(request: HttpRequest, slug: str) -> HttpResponse:
    """One idea: what it needs, what it opens, and where it stands among all."""
    found = _read(request)
    if slug not in found.ideas:
        raise Http404
    return render(request, "exercises/concepts.html", _context(found, found.ideas[slug]))


def _read(request: HttpRequest) -> Concepts:
    return read_concepts(request.user if isinstance(request.user, User) else None, now=timezone.now())


def _context(found: Concepts, chosen: Idea | None) -> Mapping[str, Any]:
    stages = found.by_stage(Stage.objects.all())
    words = found.words()
    return {
        "stages": stages,
        "unfolded": _unfolded(stages, chosen),
        "chosen": chosen,
        "needs": found.of(chosen.needs) if chosen else [],
        "opens": found.of(chosen.opens) if chosen else [],
        "picture": picture_of(found, chosen) if found.ideas else None,
        "words": [word for word in words if word.hold is not Hold.OPEN],
        "open_words": [word for word in words if word.hold is Hold.OPEN],
        "held": found.count(Hold.HELD),
        "shaky": found.count(Hold.SHAKY),
        "open": found.count(Hold.OPEN),
        "unwritten": found.count(Hold.UNWRITTEN),
    }


def _unfolded(stages: Sequence[StageIdeas], chosen: Idea | None) -> StageIdeas | None:
    """The stage of the chosen idea; without one the first that is not wholly held."""
    if chosen:
        return next((stage for stage in stages if stage.holds(chosen.slug)), None)
    return next((stage for stage in stages if stage.held < len(stage.ideas)), None)
