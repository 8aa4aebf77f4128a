"""What becomes of a learner's drafts, submissions and solutions."""

from __future__ import annotations

from functools import partial

from django.utils.translation import ngettext

from accounts.models import User
from accounts.personal_data import PersonalDataHandler, register_personal_data
from exercises.exporting import (
    draft_files,
    export_carry_choices,
    export_drafts,
    export_solutions,
    export_submissions,
    submission_files,
)
from exercises.keeping import keep_in_history
from exercises.models import CarryChoice, CheckOutcome, DiagnosisFound, Draft, Solution, Submission
from exercises.own_package import package_files
from exercises.submitting import next_number

Work = Draft | Submission | Solution | CarryChoice


def register() -> None:
    """Submissions move first: a guest's draft that gives way becomes one of them, solutions point at them."""
    for handler in (_submissions(), _drafts(), _solutions(), _carry_choices()):
        register_personal_data(handler)


def _submissions() -> PersonalDataHandler:
    return PersonalDataHandler(
        model=Submission,
        field="learner",
        merge=merge_submissions,
        export=export_submissions,
        delete=partial(_forget, Submission),
        order=1,
        along=(CheckOutcome, DiagnosisFound),
        name="submissions",
        files=submission_files,
        count_in_words=lambda count: (
            ngettext(
                "%(count)d program that you ran or handed in, with its verdict",
                "%(count)d programs that you ran or handed in, with their verdicts",
                count,
            )
            % {"count": count}
        ),
    )


def _drafts() -> PersonalDataHandler:
    return PersonalDataHandler(
        model=Draft,
        field="learner",
        merge=merge_drafts,
        export=export_drafts,
        delete=partial(_forget, Draft),
        order=2,
        name="drafts",
        files=draft_files,
        count_in_words=lambda count: ngettext("%(count)d draft", "%(count)d drafts", count) % {"count": count},
    )


def _solutions() -> PersonalDataHandler:
    return PersonalDataHandler(
        model=Solution,
        field="learner",
        merge=merge_solutions,
        export=export_solutions,
        delete=partial(_forget, Solution),
        order=3,
        name="solutions",
        files=package_files,
        count_in_words=lambda count: (
            ngettext("%(count)d exercise that you passed", "%(count)d exercises that you passed", count)
            % {"count": count}
        ),
        merge_question=lambda count: (
            ngettext("Add %(count)d solution from this device?", "Add %(count)d solutions from this device?", count)
            % {"count": count}
        ),
    )


def _carry_choices() -> PersonalDataHandler:
    return PersonalDataHandler(
        model=CarryChoice,
        field="learner",
        merge=merge_carry_choices,
        export=export_carry_choices,
        delete=partial(_forget, CarryChoice),
        order=4,
        name="choices",
        count_in_words=lambda count: (
            ngettext(
                "%(count)d choice of whose function comes along",
                "%(count)d choices of whose function comes along",
                count,
            )
            % {"count": count}
        ),
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
        elif kept.source != draft.source and draft.exercise.published_id is not None:
            keep_in_history(learner=account, exercise=draft.exercise, source=draft.source)


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


def _forget(model: type[Work], person: User) -> None:
    model.objects.filter(learner=person).delete()
