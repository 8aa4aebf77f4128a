"""Other right solutions of an exercise, for those who passed it: the reference and the author's alternatives."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext

from accounts.models import User
from exercises.comparing_versions import Comparison, compare, lines_of
from exercises.grading import bundle_of
from exercises.highlighting import Piece, highlight
from exercises.models import Exercise, Solution

REFERENCE = "reference"


class NotPassed(LookupError):
    """Other solutions are for those who found one of their own."""


@dataclass(frozen=True)
class OtherWay:
    """One right solution beside the learner's `own`. `key` is what an address calls it; a title may be the author's."""

    key: str
    title: str
    source: str
    own: str

    @property
    def is_authored(self) -> bool:
        """Whether the title is in the language of the exercise."""
        return self.key != REFERENCE

    @property
    def is_own(self) -> bool:
        """Whether the learner wrote just this, line by line."""
        return _written(self.source) == _written(self.own)

    @property
    def length(self) -> str:
        """Its length beside the learner's, in words."""
        if self.is_own:
            return gettext("the same as yours, line by line")
        more = len(_written(self.source)) - len(_written(self.own))
        if more > 0:
            return ngettext("%(lines)d line longer than yours", "%(lines)d lines longer than yours", more) % {
                "lines": more
            }
        if more < 0:
            return ngettext("%(lines)d line shorter than yours", "%(lines)d lines shorter than yours", -more) % {
                "lines": -more
            }
        return gettext("as long as yours")

    @cached_property
    def lines(self) -> list[list[Piece]]:
        """The code, coloured."""
        return highlight(self.source)

    def compared(self) -> Comparison:
        """What stands here in place of what the learner wrote."""
        return compare(self.own, self.source)


def other_solutions(*, learner: User | None, exercise: Exercise) -> Sequence[OtherWay]:
    """The reference first, then the alternatives in their order. Raises NotPassed."""
    own = None if learner is None else own_solution(learner=learner, exercise=exercise)
    if own is None:
        raise NotPassed(exercise.slug)
    return ways_beside(own.submission.source, exercise)


def own_solution(*, learner: User, exercise: Exercise) -> Solution | None:
    """The solution with which `learner` passed, with its source."""
    rows = Solution.objects.filter(learner=learner, exercise=exercise).select_related("submission")
    return rows.only("first_passed_at", "submission__source").first()


def ways_beside(own: str, exercise: Exercise) -> list[OtherWay]:
    """All other ways, each beside the source `own`."""
    if exercise.published_id is None:
        return []
    bundle = bundle_of(exercise.published_id)
    sources: Mapping[str, str] = {PurePosixPath(path).stem: text for path, text in bundle.alternatives.items()}
    return [
        OtherWay(REFERENCE, gettext("The reference"), bundle.reference, own),
        *(OtherWay(key, title_of(key, source), source, own) for key, source in sources.items() if key != REFERENCE),
    ]


def title_of(stem: str, source: str) -> str:
    """The first line that the author wrote above the code, else the file's name in words."""
    words = stem.replace("_", " ").strip()
    return _first_words(source) or words[:1].upper() + words[1:]


def _first_words(source: str) -> str:
    first = source.lstrip().splitlines()[:1]
    if first and first[0].startswith("#"):
        return first[0].lstrip("#").strip().rstrip(".")
    try:
        said = ast.get_docstring(ast.parse(source))
    except (SyntaxError, ValueError):
        return ""
    return said.splitlines()[0].strip().rstrip(".") if said else ""


def _written(source: str) -> list[str]:
    """The lines that hold something."""
    return [line.rstrip() for line in lines_of(source) if line.strip()]
