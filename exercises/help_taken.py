"""How much help a learner took, as the package above counts it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from accounts.models import User


@dataclass(frozen=True)
class HelpTaken:
    """On one exercise: how many hints were opened, and whether one of them says nearly all."""

    hints: int
    is_deep: bool


NONE_TAKEN = HelpTaken(0, is_deep=False)
HelpSource = Callable[[User], Mapping[int, HelpTaken]]

_sources: list[HelpSource] = []


def register_help_source(source: HelpSource) -> None:
    """Ask `source` for the help that a learner took, by the exercises' keys."""
    if source not in _sources:
        _sources.append(source)


def help_taken(learner: User) -> dict[int, HelpTaken]:
    """The help that `learner` took, by the exercises' keys; an exercise without any is left out."""
    taken: dict[int, HelpTaken] = {}
    for source in _sources:
        for exercise, more in source(learner).items():
            so_far = taken.get(exercise, NONE_TAKEN)
            taken[exercise] = HelpTaken(so_far.hints + more.hints, is_deep=so_far.is_deep or more.is_deep)
    return taken
