"""What becomes of a learner's drafts, submissions and solutions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.personal_data import PersonalDataHandler, register_personal_data
from exercises.models import CarryChoice, Draft, Lane, Solution, State, Submission
from exercises.submitting import next_number

Work = Draft | Submission | Solution | CarryChoice
Merge = Callable[[User, User], None]
Export = Callable[[User], list[dict[str, Any]]]


def register() -> None:
    """Submissions move first: a guest's draft that gives way becomes one of them, solutions point at them."""
    works: tuple[tuple[type[Work], Merge, Export], ...] = (
        (Submission, merge_submissions, export_submissions),
        (Draft, merge_drafts, export_drafts),
        (Solution, merge_solutions, export_solutions),
        (CarryChoice, merge_carry_choices, export_carry_choices),
    )
    for order, (model, merge, export) in enumerate(works, start=1):
        register_personal_data(
            PersonalDataHandler(
                model=model,
                field="learner",
                merge=merge,
                export=export,
                delete=partial(_forget, model),
                order=order,
            )
        )


def merge_submissions(guest: User, account: User) -> None:
    """The guest's submissions follow those of the account, in their own order."""
    brought = Submission.objects.filter(learner=guest).order_by("exercise", "number").only("exercise_id", "purpose")
    for submission in brought:
        number = next_number(learner=account, exercise_id=submission.exercise_id, purpose=submission.purpose)
        Submission.objects.filter(pk=submission.pk).update(learner=account, number=number)


def merge_drafts(guest: User, account: User) -> None:
    """The account's draft stays; the guest's becomes an entry of the history where they differ."""
    own = {draft.exercise_id: draft for draft in Draft.objects.filter(learner=account)}
    for draft in Draft.objects.filter(learner=guest).select_related("exercise"):
        kept = own.get(draft.exercise_id)
        if kept is None:
            draft.learner = account
            draft.save(update_fields=["learner"])
        elif kept.source != draft.source and (version_id := draft.exercise.published_id) is not None:
            _keep_in_history(draft, version_id, account)


def merge_solutions(guest: User, account: User) -> None:
    """A solution of the account stays; the guest's others are added."""
    solved = Solution.objects.filter(learner=account).values("exercise")
    Solution.objects.filter(learner=guest).exclude(exercise__in=solved).update(learner=account)


def merge_carry_choices(guest: User, account: User) -> None:
    """A choice of the account stays; the guest's others are added."""
    own = set(CarryChoice.objects.filter(learner=account).values_list("exercise", "function"))
    for choice in CarryChoice.objects.filter(learner=guest):
        if (choice.exercise_id, choice.function) not in own:
            CarryChoice.objects.filter(pk=choice.pk).update(learner=account)


def export_submissions(person: User) -> list[dict[str, Any]]:
    """Each submission with its code and the verdict as the learner saw it."""
    rows = Submission.objects.filter(learner=person).select_related("exercise").defer("verdict")
    return [
        {
            "id": str(row.pk),
            "exercise": row.exercise.slug,
            "number": row.number,
            "lane": row.lane,
            "purpose": row.purpose,
            "state": row.state,
            "outcome": row.outcome,
            "score": row.score,
            "queued_at": row.queued_at.isoformat(),
            "source": row.source,
        }
        for row in rows.order_by("queued_at")
    ]


def export_drafts(person: User) -> list[dict[str, Any]]:
    """Each draft with its code."""
    return [
        {"exercise": row.exercise.slug, "saved_at": row.saved_at.isoformat(), "source": row.source}
        for row in Draft.objects.filter(learner=person).select_related("exercise")
    ]


def export_solutions(person: User) -> list[dict[str, Any]]:
    """Which exercises are solved, since when, by which submission."""
    return [
        {
            "exercise": row.exercise.slug,
            "first_passed_at": row.first_passed_at.isoformat(),
            "submission": str(row.submission_id),
        }
        for row in Solution.objects.filter(learner=person).select_related("exercise")
    ]


def export_carry_choices(person: User) -> list[dict[str, Any]]:
    """For which earlier functions the learner chose their own or the reference's, and when."""
    return [
        {
            "exercise": row.exercise.slug,
            "function": row.function,
            "choice": row.choice,
            "chosen_at": row.chosen_at.isoformat(),
        }
        for row in CarryChoice.objects.filter(learner=person).select_related("exercise")
    ]


def _keep_in_history(draft: Draft, version_id: int, account: User) -> None:
    now = timezone.now()
    Submission.objects.create(
        learner=account,
        exercise=draft.exercise,
        version_id=version_id,
        number=next_number(learner=account, exercise_id=draft.exercise_id),
        source=draft.source,
        source_sha256=hashlib.sha256(draft.source.encode()).hexdigest(),
        lane=Lane.RUN,
        state=State.CANCELLED,
        queued_at=now,
        ended_at=now,
    )


def _forget(model: type[Work], person: User) -> None:
    model.objects.filter(learner=person).delete()
