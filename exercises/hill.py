"""The hill: where a learner stands among all exercises. Prerequisites advise; nothing locks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from django.utils.translation import gettext, pgettext

from accounts.models import User
from exercises.continuing import next_unsolved
from exercises.models import CheckResult, Exercise, Solution, Stage, Submission

DOORS_SHOWN = 4


class StepState(StrEnum):
    """How a learner stands to one exercise."""

    PASSED = "passed"
    HERE = "here"
    TRIED = "tried"
    OPEN = "open"
    BEST_AFTER = "best-after"


# Each state has a shape of its own, not only a colour.
SIGNS = {
    StepState.PASSED: ("step-passed", "step step--passed"),
    StepState.HERE: ("step-here", "step step--here"),
    StepState.TRIED: ("step-tried", "step step--tried"),
    StepState.OPEN: ("step-open", "step step--open"),
    StepState.BEST_AFTER: ("step-locked", "step step--locked"),
}


@dataclass(frozen=True)
class Step:
    """One exercise, its place on the way up, and how this learner stands to it."""

    number: int
    exercise: Exercise
    state: StepState
    best_after: Sequence[str] = ()

    @property
    def title(self) -> str:
        return self.exercise.title

    @property
    def summary(self) -> str:
        return self.exercise.summary

    @property
    def minutes(self) -> int:
        return self.exercise.minutes

    @property
    def time(self) -> str:
        """How long it takes, in words."""
        return gettext("%(minutes)s min") % {"minutes": self.minutes}

    @property
    def stage(self) -> Stage:
        return self.exercise.stage

    @cached_property
    def address(self) -> str:
        return self.exercise.get_absolute_url()

    @property
    def is_here(self) -> bool:
        return self.state is StepState.HERE

    @cached_property
    def words(self) -> str:
        """The state in words."""
        if self.state is StepState.BEST_AFTER:
            titles = ", ".join(gettext("“%(title)s”") % {"title": title} for title in self.best_after)
            return gettext("best after %(titles)s") % {"titles": titles}
        return _words(self.state)

    @property
    def sign(self) -> str:
        return SIGNS[self.state][0]

    @property
    def tone(self) -> str:
        """The class that colours the sign."""
        return self.sign_classes.removeprefix("step ")

    @property
    def sign_classes(self) -> str:
        return SIGNS[self.state][1]


def _words(state: StepState) -> str:
    words = {
        StepState.PASSED: gettext("passed"),
        StepState.HERE: gettext("you are here"),
        StepState.TRIED: gettext("tried"),
    }
    return words.get(state, pgettext("an exercise", "open"))


@dataclass(frozen=True)
class Camp:
    """One stage with its steps."""

    stage: Stage
    steps: Sequence[Step]

    @property
    def passed(self) -> int:
        return sum(step.state is StepState.PASSED for step in self.steps)

    @property
    def ready(self) -> int:
        """How many steps ask for nothing that is not passed."""
        return sum(step.state is not StepState.PASSED and not step.best_after for step in self.steps)

    @property
    def best_after(self) -> str:
        """The last thing to pass before the stage's first step, by name."""
        return next((step.best_after[-1] for step in self.steps if step.best_after), "")

    @property
    def is_here(self) -> bool:
        return any(step.is_here for step in self.steps)


@dataclass(frozen=True)
class LastResult:
    """How the last graded submission of the current step ended."""

    ended_at: datetime
    passed: int
    total: int


@dataclass(frozen=True)
class Hill:
    """Everything the page of the hill shows."""

    camps: Sequence[Camp]
    here: Step | None
    needs: Sequence[Step]
    leads_to: Sequence[Step]
    doors: Sequence[Step]
    is_fresh: bool
    has_begun: bool
    last_result: LastResult | None

    @property
    def total(self) -> int:
        return sum(len(camp.steps) for camp in self.camps)

    @property
    def passed(self) -> int:
        return sum(camp.passed for camp in self.camps)

    @property
    def has_aside(self) -> bool:
        """Whether there is anything to say about the steps around this one."""
        return bool(self.needs or self.leads_to or self.doors)


@dataclass(frozen=True)
class Work:
    """What a learner has done, by the exercises' keys."""

    passed: Set[int]
    handed_in: Set[int]


NOTHING_YET = Work(frozenset(), frozenset())


def read_hill(learner: User | None) -> Hill:
    """The whole hill as `learner` sees it, in a fixed number of queries; None for someone who has not begun."""
    exercises = published_exercises()
    if learner is None:
        work, here = NOTHING_YET, next(iter(exercises), None)
    else:
        work = read_work(learner)
        here = next_unsolved(exercises, work.passed, learner=learner)
    steps = list(_steps(exercises, work, here))
    now = next((step for step in steps if step.is_here), None)
    return Hill(
        camps=_camps(steps),
        here=now,
        needs=[step for step in steps if now and step.exercise.slug in now.exercise.requires],
        leads_to=[step for step in steps if now and now.exercise.slug in step.exercise.requires],
        doors=_doors(steps, now),
        is_fresh=not work.handed_in,
        has_begun=learner is not None,
        last_result=None if here is None or learner is None else _last_result(learner, here),
    )


def published_exercises() -> list[Exercise]:
    """The catalogue in the order of the climb."""
    return list(Exercise.objects.filter(published__isnull=False).select_related("stage"))


def read_work(learner: User) -> Work:
    """Two queries."""
    passed = Solution.objects.filter(learner=learner).values_list("exercise_id", flat=True)
    handed_in = Submission.objects.attempts().filter(learner=learner).values_list("exercise_id", flat=True)
    return Work(frozenset(passed), frozenset(handed_in.distinct()))


def _steps(exercises: Sequence[Exercise], work: Work, here: Exercise | None) -> Iterator[Step]:
    titles = {exercise.slug: exercise.title for exercise in exercises}
    missing = {exercise.slug for exercise in exercises if exercise.pk not in work.passed}
    for number, exercise in enumerate(exercises, start=1):
        best_after = [titles[slug] for slug in exercise.requires if slug in missing]
        yield Step(number, exercise, _state(exercise, work, here, best_after), best_after)


def _state(exercise: Exercise, work: Work, here: Exercise | None, best_after: Sequence[str]) -> StepState:
    if exercise.pk in work.passed:
        return StepState.PASSED
    if here is not None and exercise.pk == here.pk:
        return StepState.HERE
    if exercise.pk in work.handed_in:
        return StepState.TRIED
    return StepState.BEST_AFTER if best_after else StepState.OPEN


def _camps(steps: Sequence[Step]) -> list[Camp]:
    by_stage: dict[int, list[Step]] = {}
    for step in steps:
        by_stage.setdefault(step.stage.pk, []).append(step)
    return [Camp(group[0].stage, group) for group in by_stage.values()]


def _doors(steps: Sequence[Step], here: Step | None) -> list[Step]:
    """Open steps of other stages, the first of each, whose prerequisites are all there and passed."""
    passed = {step.exercise.slug for step in steps if step.state is StepState.PASSED}
    doors: dict[int, Step] = {}
    for step in steps:
        is_elsewhere = here is not None and step.stage.pk != here.stage.pk
        if is_elsewhere and step.state is StepState.OPEN and passed.issuperset(step.exercise.requires):
            doors.setdefault(step.stage.pk, step)
    return list(doors.values())[:DOORS_SHOWN]


def _last_result(learner: User, exercise: Exercise) -> LastResult | None:
    rows = Submission.objects.attempts().filter(learner=learner, exercise=exercise, verdict__isnull=False)
    last = rows.order_by("-number").only("ended_at", "verdict").first()
    if last is None or last.verdict is None or last.ended_at is None:
        return None
    checks = last.verdict["checks"]
    passed = sum(check["outcome"] == CheckResult.PASSED for check in checks)
    return LastResult(last.ended_at, passed, len(checks))
