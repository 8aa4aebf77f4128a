"""How far a learner has come, from what there is: tries, diagnoses, solutions and hints. A fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import QuerySet

from accounts.models import User
from exercises.comparing_versions import lines_of
from exercises.help_taken import NONE_TAKEN, HelpTaken, help_taken
from exercises.hill import SIGNS, StepState, published_exercises
from exercises.models import DiagnosisFound, Draft, Exercise, Lane, Purpose, Solution, Submission

# A longer silence is a pause: nobody knows what was done in it.
LONGEST_PAUSE = timedelta(minutes=10)
AT_WORK = (Purpose.GRADE, Purpose.TRACE, Purpose.SCRATCH)
# A moment, and the exercise that was worked on then.
Event = tuple[datetime, int]


@dataclass(frozen=True)
class Try:
    """One run or submission."""

    at: datetime
    lane: str
    outcome: str

    @property
    def is_handed_in(self) -> bool:
        return self.lane == Lane.SUBMIT

    @property
    def has_failed(self) -> bool:
        """Handed in and failed: a run does not count."""
        return self.is_handed_in and self.outcome == "failed"


@dataclass(frozen=True)
class Met:
    """A named mistake in one of the learner's tries."""

    diagnosis: str
    at: datetime


@dataclass
class Step:
    """One exercise as this learner went through it."""

    number: int
    exercise: Exercise
    passed_at: datetime | None = None
    tries: list[Try] = field(default_factory=list)
    mistakes: list[Met] = field(default_factory=list)
    worked: timedelta = timedelta()
    help: HelpTaken = NONE_TAKEN
    own_lines: int = 0

    @property
    def state(self) -> StepState:
        if self.passed_at is not None:
            return StepState.PASSED
        return StepState.TRIED if self.tries else StepState.OPEN

    @property
    def sign(self) -> str:
        return SIGNS[self.state][0]

    @property
    def sign_classes(self) -> str:
        return SIGNS[self.state][1]

    @property
    def minutes(self) -> int:
        return round(self.worked / timedelta(minutes=1))

    @property
    def handed_in(self) -> int:
        return sum(each.is_handed_in for each in self.tries)

    @property
    def runs(self) -> int:
        return len(self.tries) - self.handed_in

    @property
    def failed_before_passing(self) -> int:
        """How often it was handed in and failed until it passed, or until now."""
        return sum(each.has_failed and (self.passed_at is None or each.at < self.passed_at) for each in self.tries)

    @property
    def last_at(self) -> datetime | None:
        """When it was last worked on."""
        return max((each.at for each in self.tries), default=self.passed_at)


@dataclass(frozen=True)
class Progress:
    """All steps in the order of the climb."""

    steps: Sequence[Step]

    @property
    def begun(self) -> list[Step]:
        return [step for step in self.steps if step.state is not StepState.OPEN]

    @property
    def passed(self) -> int:
        return sum(step.state is StepState.PASSED for step in self.steps)

    @property
    def worked(self) -> timedelta:
        return sum((step.worked for step in self.steps), timedelta())

    @property
    def tries(self) -> int:
        return sum(len(step.tries) for step in self.steps)

    @property
    def handed_in(self) -> int:
        return sum(step.handed_in for step in self.steps)

    @property
    def hints(self) -> int:
        return sum(step.help.hints for step in self.steps)

    @property
    def own_lines(self) -> int:
        return sum(step.own_lines for step in self.steps)


def read_progress(learner: User | None) -> Progress:
    """What `learner` has done; someone who has not begun has done nothing."""
    steps = {exercise.pk: Step(number, exercise) for number, exercise in enumerate(published_exercises(), start=1)}
    if learner is not None:
        _read_tries(learner, steps)
        _read_solutions(learner, steps)
        _read_mistakes(learner, steps)
        for exercise, taken in help_taken(learner).items():
            if exercise in steps:
                steps[exercise].help = taken
    return Progress(list(steps.values()))


def _read_tries(learner: User, steps: Mapping[int, Step]) -> None:
    rows = _at_work(learner)
    events: list[Event] = []
    for exercise, at, purpose, lane, outcome in rows.values_list(
        "exercise_id", "queued_at", "purpose", "lane", "outcome"
    ):
        events.append((at, exercise))
        if purpose == Purpose.GRADE and exercise in steps:
            steps[exercise].tries.append(Try(at, lane, outcome))
    for exercise, worked in worked_on([*events, *_saved(learner)]).items():
        if exercise in steps:
            steps[exercise].worked = worked


def signs_of_life(learner: User) -> list[Event]:
    """When `learner` was seen at work, and on what. Two queries."""
    return [*_at_work(learner).values_list("queued_at", "exercise_id"), *_saved(learner)]


def _at_work(learner: User) -> QuerySet[Submission]:
    return Submission.objects.filter(learner=learner, purpose__in=AT_WORK).order_by("queued_at")


def _saved(learner: User) -> Iterable[Event]:
    return Draft.objects.filter(learner=learner).values_list("saved_at", "exercise_id")


def worked_on(events: Iterable[Event]) -> dict[int, timedelta]:
    """How long each exercise was worked on, at least: a stretch between two signs of life belongs to the later one.

    What came before the first sign, and pauses, are nowhere recorded and left out.
    """
    worked: dict[int, timedelta] = defaultdict(timedelta)
    before: datetime | None = None
    for at, exercise in sorted(events):
        if before is not None and at - before <= LONGEST_PAUSE:
            worked[exercise] += at - before
        before = at
    return worked


def _read_solutions(learner: User, steps: Mapping[int, Step]) -> None:
    rows = Solution.objects.filter(learner=learner)
    for exercise, passed_at, source in rows.values_list("exercise_id", "first_passed_at", "submission__source"):
        if exercise in steps:
            steps[exercise].passed_at = passed_at
            steps[exercise].own_lines = sum(bool(line.strip()) for line in lines_of(source))


def _read_mistakes(learner: User, steps: Mapping[int, Step]) -> None:
    rows = DiagnosisFound.objects.filter(submission__learner=learner, submission__purpose=Purpose.GRADE)
    named = rows.order_by("submission__queued_at").values_list("exercise_id", "diagnosis_id", "submission__queued_at")
    for exercise, diagnosis, at in named:
        if exercise in steps:
            steps[exercise].mistakes.append(Met(diagnosis, at))
