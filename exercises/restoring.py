"""Bring an earlier version back as the draft. The draft that gives way stays in the history: that is the way back."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from exercises.drafting import keep_as_draft
from exercises.keeping import keep_in_history
from exercises.models import Draft, Exercise, Submission
from exercises.rate_limits import spend_keep


@dataclass(frozen=True)
class Restored:
    """The draft as it is now, and the entry of the history that holds what stood there before, if anything else did."""

    draft: Draft
    replaced: Submission | None


def restore(*, learner: User, exercise: Exercise, submission: Submission) -> Restored:
    """Make the source of `submission`, one of the learner's own, the draft of `exercise`.

    Raises LimitReached and NothingPublished, and then nothing is changed.
    """
    with transaction.atomic():
        before = Draft.objects.select_for_update().filter(learner=learner, exercise=exercise).first()
        replaced = None
        if before is not None and before.source != submission.source:
            spend_keep(learner=learner)
            replaced = keep_in_history(learner=learner, exercise=exercise, source=before.source).entry
        draft = keep_as_draft(learner=learner, exercise=exercise, source=submission.source, revision=None)
    return Restored(draft, replaced)
