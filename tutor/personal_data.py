"""What becomes of the hints that a learner opened."""

from __future__ import annotations

from typing import Any

from django.utils.translation import ngettext

from accounts.models import User
from accounts.personal_data import PersonalDataHandler, register_personal_data
from tutor.models import HintShown


def register() -> None:
    """Hints point at submissions: they move after those."""
    register_personal_data(
        PersonalDataHandler(
            model=HintShown,
            field="learner",
            merge=merge_hints,
            export=export_hints,
            delete=delete_hints,
            order=10,
            name="hints",
            count_in_words=lambda count: (
                ngettext("%(count)d hint that you opened", "%(count)d hints that you opened", count) % {"count": count}
            ),
        )
    )


def merge_hints(guest: User, account: User) -> None:
    """What the account opened stays; the guest's other rungs are added."""
    opened = set(HintShown.objects.filter(learner=account).values_list("exercise_id", "ladder", "rung"))
    moved = [
        row.pk
        for row in HintShown.objects.filter(learner=guest)
        if (row.exercise_id, row.ladder, row.rung) not in opened
    ]
    HintShown.objects.filter(pk__in=moved).update(learner=account)


def export_hints(person: User) -> list[dict[str, Any]]:
    """Each rung with the exercise and when it was opened."""
    return [
        {
            "exercise": row.exercise.slug,
            "ladder": row.ladder,
            "rung": row.rung,
            "shown_at": row.shown_at.isoformat(),
        }
        for row in HintShown.objects.filter(learner=person).select_related("exercise").order_by("shown_at")
    ]


def delete_hints(person: User) -> None:
    """None of them is kept."""
    HintShown.objects.filter(learner=person).delete()
