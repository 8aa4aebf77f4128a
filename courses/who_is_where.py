"""Who is where: learners by exercises, each cell passed, stuck, tried, begun or untouched.

However many learners and exercises there are, the database is asked a fixed number of questions: about everybody for
the order of the rows, and about the learners of one page for their cells.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, QuerySet
from django.utils.translation import get_language, gettext, ngettext

from accounts.models import User
from courses.choosing_rows import Choice, Standing, choose
from courses.counted import counted_attempts, counted_solutions, learner_name, staff
from courses.stuck import Pair, find_stuck
from exercises.hill import published_exercises
from exercises.models import Draft, Exercise, Solution, Submission

ROWS_A_PAGE = 50
FEW_COLUMNS = 15
# Whose cells are read: a page's learners by their keys, or everybody's.
Whose = Collection[int] | QuerySet[User]


class CellState(StrEnum):
    """How a learner stands to an exercise. Each has a shape of its own, not only a colour."""

    PASSED = "passed"
    STUCK = "stuck"
    TRIED = "tried"
    BEGUN = "begun"
    UNTOUCHED = "untouched"


@dataclass(frozen=True)
class Cell:
    """One learner on one exercise, in `tries` runs and submissions."""

    exercise: Exercise
    state: CellState
    tries: int

    @property
    def words(self) -> str:
        """The state in words, with the tries where there were any."""
        return _words(self.state, self.tries, get_language())


@lru_cache(maxsize=4096)
def _words(state: CellState, tries: int, _language: str | None) -> str:
    """Kept by language: a grid says the same few things in thousands of cells."""
    word = {
        CellState.PASSED: gettext("passed"),
        CellState.STUCK: gettext("stuck"),
        CellState.TRIED: gettext("tried"),
        CellState.BEGUN: gettext("begun, not run yet"),
        CellState.UNTOUCHED: gettext("not begun"),
    }[state]
    if not tries:
        return word
    return ngettext("%(state)s, %(tries)d try", "%(state)s, %(tries)d tries", tries) % {"state": word, "tries": tries}


@dataclass(frozen=True)
class Row:
    """One learner with a cell for each exercise."""

    standing: Standing
    name: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Wall:
    """The exercise that most learners have tried and not passed: its step, and how many tried and passed it."""

    number: int
    exercise: Exercise
    tried: int
    passed: int

    @property
    def held(self) -> int:
        return self.tried - self.passed


@dataclass(frozen=True)
class Grid:
    """One page of the chosen learners in the chosen order. `learners`: how many have begun, `stuck`: how many are."""

    exercises: Sequence[Exercise]
    rows: Sequence[Row]
    page: Page[Standing]
    learners: int
    stuck: int
    wall: Wall | None

    @property
    def is_roomy(self) -> bool:
        """Whether so few columns stand beside each other that they may be wide."""
        return len(self.exercises) <= FEW_COLUMNS


def read_grid(choice: Choice, *, now: datetime, page: int = 1, a_page: int = ROWS_A_PAGE) -> Grid:
    """The page of that number; where there are fewer pages, the last."""
    exercises, stuck = published_exercises(), {row.pair: place for place, row in enumerate(find_stuck(now=now))}
    standings = _standings(stuck, exercises)
    shown = Paginator(choose(standings, choice, now=now), a_page).get_page(page)
    return Grid(
        exercises=exercises,
        rows=_rows(list(shown), exercises, stuck, [row.learner_id for row in shown]),
        page=shown,
        learners=len(standings),
        stuck=sum(row.stuck_place is not None for row in standings),
        wall=_wall(exercises),
    )


def read_all_rows(choice: Choice, *, now: datetime) -> tuple[list[Exercise], list[Row]]:
    """The exercises, and every chosen row."""
    exercises, stuck = published_exercises(), {row.pair: place for place, row in enumerate(find_stuck(now=now))}
    chosen = choose(_standings(stuck, exercises), choice, now=now)
    return exercises, _rows(chosen, exercises, stuck, User.objects.filter(is_staff=False))


def _standings(stuck: Mapping[Pair, int], exercises: Sequence[Exercise]) -> list[Standing]:
    """Everybody who has begun something, in no order. When a worker last took something of theirs is in an index."""
    passed = counted_solutions().filter(exercise__in=exercises).values_list("learner_id").order_by()
    tried = Submission.objects.exclude(learner__in=staff()).values_list("learner_id").order_by()
    saved = Draft.objects.exclude(learner__in=staff()).values_list("learner_id").order_by()
    of_learner = dict(passed.annotate(count=Count("pk")))
    last_at = dict(saved.annotate(last=Max("saved_at")))
    for learner_id, last in tried.annotate(last=Max("started_at")):
        known = last_at.get(learner_id)
        last_at[learner_id] = max(last, known) if last and known else last or known
    places: dict[int, int] = {}
    for (_, learner_id), place in stuck.items():
        places.setdefault(learner_id, place)
    return [
        Standing(learner_id, of_learner.get(learner_id, 0), last_at.get(learner_id), places.get(learner_id))
        for learner_id in {*of_learner, *last_at}
    ]


def _wall(exercises: Sequence[Exercise]) -> Wall | None:
    tried = counted_attempts().values_list("exercise_id").order_by()
    passed = counted_solutions().values_list("exercise_id").order_by()
    passed_by = dict(passed.annotate(learners=Count("learner")))
    tried_by = dict(tried.annotate(learners=Count("learner", distinct=True)))
    walls = [
        Wall(
            number,
            exercise,
            max(tried_by.get(exercise.pk, 0), passed_by.get(exercise.pk, 0)),
            passed_by.get(exercise.pk, 0),
        )
        for number, exercise in enumerate(exercises, start=1)
    ]
    return max(walls, key=lambda wall: wall.held, default=None)


def _rows(
    standings: Sequence[Standing], exercises: Sequence[Exercise], stuck: Collection[Pair], whose: Whose
) -> list[Row]:
    tries, passed, begun = _tries(whose), _pairs(Solution, whose), _pairs(Draft, whose)
    people = {person.pk: person for person in _people(whose)}

    def cell(exercise: Exercise, learner_id: int) -> Cell:
        pair = exercise.pk, learner_id
        count = tries.get(pair, 0)
        if pair in passed:
            return Cell(exercise, CellState.PASSED, count)
        if pair in stuck:
            return Cell(exercise, CellState.STUCK, count)
        if count:
            return Cell(exercise, CellState.TRIED, count)
        return Cell(exercise, CellState.BEGUN if pair in begun else CellState.UNTOUCHED, 0)

    return [
        Row(row, learner_name(people[row.learner_id]), [cell(exercise, row.learner_id) for exercise in exercises])
        for row in standings
        # Whoever is deleted between two questions is left out.
        if row.learner_id in people
    ]


def _tries(whose: Whose) -> dict[Pair, int]:
    rows = Submission.objects.attempts().filter(learner__in=whose).values_list("exercise_id", "learner_id").order_by()
    return {(exercise_id, learner_id): count for exercise_id, learner_id, count in rows.annotate(count=Count("number"))}


def _pairs(model: type[Solution | Draft], whose: Whose) -> set[Pair]:
    return set(model.objects.filter(learner__in=whose).values_list("exercise_id", "learner_id"))


def _people(whose: Whose) -> QuerySet[User]:
    return User.objects.filter(pk__in=whose).only("username", "first_name", "last_name", "is_guest")
