"""One exercise closely: how far learners come, which checks they fail, which mistakes they make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext

from courses.counted import has_passed, staff
from courses.overview import Funnel, read_funnels, sentences_of
from exercises.models import CheckOutcome, CheckResult, DiagnosisFound, Exercise, Submission

DIAGNOSES_SHOWN = 20


@dataclass(frozen=True)
class Step:
    """One step of the funnel: how many learners came so far, and what part of all who began."""

    name: str
    learners: int
    percent: int


@dataclass(frozen=True)
class CheckRate:
    """How often one check passes, of the submissions in which it ran."""

    check_id: str
    title: str
    task: int
    passed: int
    failed: int
    is_hardest: bool = False

    @property
    def ran(self) -> int:
        return self.passed + self.failed

    @property
    def percent(self) -> int | None:
        """Rounded; None before it ran for the first time."""
        return round(100 * self.passed / self.ran) if self.ran else None


@dataclass(frozen=True)
class DiagnosisRow:
    """One mistake: in the words of its newest verdict, how many learners had it, how many of those have not passed."""

    diagnosis_id: str
    sentence: str
    learners: int
    not_passed: int
    times: int


@dataclass(frozen=True)
class ExerciseQuality:
    """All of it."""

    exercise: Exercise
    funnel: Funnel
    checks: Sequence[CheckRate]
    diagnoses: Sequence[DiagnosisRow]

    @property
    def steps(self) -> list[Step]:
        """The funnel, from the wide end."""
        counts = {
            gettext("began to write"): self.funnel.began,
            gettext("ran or submitted"): self.funnel.ran,
            gettext("submitted"): self.funnel.submitted,
            gettext("passed"): self.funnel.passed,
        }
        began = max(1, self.funnel.began)
        return [Step(name, count, round(100 * count / began)) for name, count in counts.items()]

    @property
    def hardest_check(self) -> CheckRate | None:
        """The check that fails most often, where one fails at all."""
        return next((check for check in self.checks if check.is_hardest), None)


def read_quality(exercise: Exercise) -> ExerciseQuality:
    """The numbers of now; select the published version together with the exercise."""
    return ExerciseQuality(
        exercise=exercise,
        funnel=read_funnels(Q(exercise=exercise)).get(exercise.pk, Funnel()),
        checks=_checks(exercise),
        diagnoses=_diagnoses(exercise),
    )


def _checks(exercise: Exercise) -> list[CheckRate]:
    """The checks of the published version, in its order. Staff's few outcomes are taken off: cheaper than a join."""
    version = exercise.published
    if version is None:
        return []
    ended = CheckOutcome.objects.filter(exercise=exercise)
    of_staff = Submission.objects.attempts().filter(exercise=exercise, learner__in=staff()).values("pk")
    counts = _count(ended)
    counts.subtract(_count(ended.filter(submission__in=of_staff)))
    rates = [
        CheckRate(
            check_id=check["id"],
            title=check["title"],
            task=check["task"],
            passed=counts[check["id"], CheckResult.PASSED],
            failed=counts[check["id"], CheckResult.FAILED],
        )
        for check in version.checks
    ]
    failing = [rate for rate in rates if rate.failed]
    hardest = min(failing, key=lambda rate: rate.passed / rate.ran, default=None)
    return [replace(rate, is_hardest=rate is hardest) for rate in rates]


def _count(rows: QuerySet[CheckOutcome]) -> Counter[tuple[str, str]]:
    counted = rows.values_list("check_id", "outcome").annotate(count=Count("pk")).order_by()
    return Counter({(check_id, outcome): count for check_id, outcome, count in counted})


def _diagnoses(exercise: Exercise) -> list[DiagnosisRow]:
    """The mistakes that most learners make, most first."""
    counted = (
        # Said twice, so that the tries come from their index: by their keys alone all of them would be read.
        DiagnosisFound.objects.filter(exercise=exercise, submission__exercise=exercise)
        .exclude(submission__learner__in=staff())
        .values_list("diagnosis_id")
        .annotate(
            learners=Count("submission__learner", distinct=True),
            not_passed=Count(
                "submission__learner", distinct=True, filter=~has_passed("exercise_id", "submission__learner_id")
            ),
            times=Count("submission", distinct=True),
            newest=Max("pk"),
        )
        .order_by("-learners", "diagnosis_id")[:DIAGNOSES_SHOWN]
    )
    rows = list(counted)
    sentences = sentences_of(newest for *_, newest in rows)
    return [
        DiagnosisRow(diagnosis_id, sentences.get(newest, diagnosis_id), learners, not_passed, times)
        for diagnosis_id, learners, not_passed, times, newest in rows
    ]
