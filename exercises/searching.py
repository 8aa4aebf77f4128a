"""Search the exercises: those in whose words all that was asked for stands, stage by stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from exercises.hill import published_exercises
from exercises.models import Exercise, Stage

LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Found:
    """A stage with those of its exercises that match, and the place of each on the climb."""

    stage: Stage
    exercises: Sequence[tuple[int, Exercise]]


@require_safe
@never_cache
def search(request: HttpRequest) -> HttpResponse:
    """The catalogue; with `q`, the exercises that have all its words. Asks the database once."""
    query = request.GET.get("q", "")[:LONGEST_SEARCH].strip()
    catalogue = published_exercises()
    asked = query.casefold().split()
    places = enumerate(catalogue, start=1)
    matching = [place for place in places if all(word in _words(place[1]) for word in asked)]
    context = {
        "query": query,
        "longest": LONGEST_SEARCH,
        "count": len(catalogue),
        "shown": len(matching),
        "stages": [Found(stage, list(found)) for stage, found in groupby(matching, lambda place: place[1].stage)],
    }
    return render(request, "exercises/search.html", context)


def _words(exercise: Exercise) -> str:
    """What the search looks through. An old address has the words of a name with hyphens."""
    told = (exercise.title, exercise.summary, exercise.slug, exercise.stage.title, *map(str, exercise.concepts))
    return " ".join((*told, exercise.slug.replace("-", " "))).casefold()
