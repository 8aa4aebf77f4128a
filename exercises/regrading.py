"""Grade what was handed in once more, with the published version of its exercise: to compare first, to apply then.

A regrading is a submission of its own beside the attempts, in the lane that everything else goes before. Nothing of
a learner's changes until it is applied, and a pass goes only where that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from exercises.models import FINAL_STATES, Exercise, Lane, Purpose, Solution, State, Submission
from exercises.recording import carry_on, count_outcomes
from exercises.submitting import NothingPublished, next_number

ENDED_WITH_VERDICT = (State.GRADED, State.COULD_NOT_CHECK)


@dataclass(frozen=True)
class Change:
    """One learner's result that the published version judges otherwise."""

    learner: str
    number: int
    before: str
    after: str
    why: str
    regrade: Submission


@dataclass(frozen=True)
class Comparison:
    """What regrading would change: who gains a pass, who would lose one, what could not be checked, the rest."""

    gained: Sequence[Change]
    lost: Sequence[Change]
    unclear: Sequence[Change]
    unchanged: int


@dataclass(frozen=True)
class Applied:
    """How many results were changed."""

    gained: int
    revoked: int


def begin_regrading(*, exercise: Exercise) -> int:
    """Queue each result that was graded with another version; how many wait now. Raises NothingPublished.

    Calling it again queues only what is new since.
    """
    version_id = exercise.published_id
    if version_id is None:
        raise NothingPublished(exercise.slug)
    with transaction.atomic():
        outdated = Submission.objects.filter(purpose=Purpose.REGRADE, exercise=exercise).exclude(version=version_id)
        outdated.filter(state__in=FINAL_STATES | {State.QUEUED}).delete()
        known = Submission.objects.filter(purpose=Purpose.REGRADE, regrade_of=OuterRef("pk"))
        wanted = (
            results_of(exercise)
            .exclude(version=version_id, state=State.GRADED)
            .exclude(pk__in=Subquery(known.values("regrade_of")))
        )
        Submission.objects.bulk_create([_copy(result, version_id) for result in wanted], batch_size=100)
    return waiting_of(exercise)


def results_of(exercise: Exercise) -> QuerySet[Submission]:
    """For each learner the submission that counts: the one that passed, else the last one handed in."""
    handed_in = Submission.objects.attempts().filter(
        exercise=exercise, lane__in=[Lane.SUBMIT, Lane.REGRADE], state__in=ENDED_WITH_VERDICT
    )
    passed = Solution.objects.filter(exercise=exercise)
    last = handed_in.filter(learner=OuterRef("learner")).order_by("-number").values("pk")[:1]
    without_pass = handed_in.exclude(learner__in=passed.values("learner")).filter(pk=Subquery(last))
    counting = Q(pk__in=passed.values("submission")) | Q(pk__in=without_pass.values("pk"))
    return Submission.objects.filter(counting).select_related("learner").order_by("learner__username")


def waiting_of(exercise: Exercise) -> int:
    """How many regradings of `exercise` have no result yet."""
    return Submission.objects.filter(
        purpose=Purpose.REGRADE, exercise=exercise, state__in=[State.QUEUED, State.GRADING]
    ).count()


def compare(*, exercise: Exercise) -> Comparison:
    """Hold the regradings that have ended against the results that count now."""
    gained: list[Change] = []
    lost: list[Change] = []
    unclear: list[Change] = []
    unchanged = 0
    for original, regrade in _pairs(exercise):
        if regrade.outcome == original.outcome:
            unchanged += 1
        elif regrade.state == State.COULD_NOT_CHECK:
            unclear.append(_change(original, regrade))
        elif regrade.outcome == "passed":
            gained.append(_change(original, regrade))
        elif original.outcome == "passed":
            lost.append(_change(original, regrade))
        else:
            unchanged += 1
    return Comparison(gained, lost, unclear, unchanged)


def apply(*, comparison: Comparison, revoke: bool) -> Applied:
    """Give the passes that are gained; take those that are lost only with `revoke`. All of it or nothing."""
    with transaction.atomic():
        for change in comparison.gained:
            _make_attempt(change.regrade)
            carry_on(change.regrade, timezone.now())
        taken = comparison.lost if revoke else []
        for change in taken:
            _make_attempt(change.regrade)
            Solution.objects.filter(submission=change.regrade.regrade_of_id).delete()
    return Applied(len(comparison.gained), len(taken))


def _pairs(exercise: Exercise) -> Iterator[tuple[Submission, Submission]]:
    """Each result that counts with its regrade, where that has ended."""
    rows = Submission.objects.filter(purpose=Purpose.REGRADE, exercise=exercise, version=exercise.published_id)
    ended = rows.filter(state__in=ENDED_WITH_VERDICT).select_related("learner", "regrade_of__learner")
    for regrade in ended.order_by("learner__username"):
        if regrade.regrade_of is not None:
            yield regrade.regrade_of, regrade


def _copy(result: Submission, version_id: int) -> Submission:
    return Submission(
        learner_id=result.learner_id,
        exercise_id=result.exercise_id,
        version_id=version_id,
        number=result.number,
        source=result.source,
        source_sha256=result.source_sha256,
        lane=Lane.REGRADE,
        purpose=Purpose.REGRADE,
        regrade_of=result,
        queued_at=timezone.now(),
    )


def _change(original: Submission, regrade: Submission) -> Change:
    return Change(
        learner=original.learner.username,
        number=original.number,
        before=original.outcome,
        after=regrade.outcome,
        why=_why(regrade if regrade.outcome != "passed" else original),
        regrade=regrade,
    )


def _why(failing: Submission) -> str:
    """The first check that decides the difference, in its own words."""
    verdict = failing.verdict or {}
    for check in verdict.get("checks", ()):
        if check["outcome"] == "failed":
            return f"{check['id']}: {check['message'] or check['title']}"
    return str(verdict.get("ending", "")).replace("_", " ")


def _make_attempt(regrade: Submission) -> None:
    """From now on it stands in the learner's history and counts."""
    number = next_number(learner=regrade.learner, exercise_id=regrade.exercise_id)
    Submission.objects.filter(pk=regrade.pk).update(purpose=Purpose.GRADE, number=number)
    regrade.purpose, regrade.number = Purpose.GRADE, number
    count_outcomes(regrade, regrade.verdict or {})
