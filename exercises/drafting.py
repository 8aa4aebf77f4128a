"""Keep what stands in the editor, without one tab silently overwriting another."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from exercises.models import Draft, Exercise
from exercises.source_rules import check_storable


class DraftMovedOn(Exception):
    """Another tab or device saved a newer draft; `draft` is that one."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(f"revision {draft.revision} is newer")
        self.draft = draft


def draft_of(*, learner: User, exercise: Exercise) -> Draft | None:
    """The learner's draft, None before the first save."""
    return Draft.objects.filter(learner=learner, exercise=exercise).first()


def save_draft(*, learner: User, exercise: Exercise, source: str, revision: int) -> Draft:
    """Store `source` if `revision` is the one that is stored (0: none yet); return the draft with its new revision.

    Saving the same source again is no conflict. Raises SourceRefused, DraftMovedOn.
    """
    check_storable(source)
    if revision == 0:
        created = _create(learner, exercise, source)
        if created is not None:
            return created
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(learner=learner, exercise=exercise).first()
        if draft is None:
            # The page knew a draft that is gone since (the account was merged or emptied): begin again.
            return Draft.objects.create(learner=learner, exercise=exercise, source=source, saved_at=timezone.now())
        if draft.source == source:
            return draft
        if draft.revision != revision:
            raise DraftMovedOn(draft)
        _write(draft, source)
    return draft


def keep_as_draft(*, learner: User, exercise: Exercise, source: str, revision: int | None) -> Draft:
    """Let what was run or handed in be the draft too, unless a newer one stands there.

    Without a `revision` (a form sent without scripts) it always becomes the draft. Call within a transaction.
    """
    draft = Draft.objects.filter(learner=learner, exercise=exercise).select_for_update().first()
    if draft is None:
        return _create(learner, exercise, source) or Draft.objects.get(learner=learner, exercise=exercise)
    is_current = revision is None or revision == draft.revision
    if draft.source != source and is_current:
        _write(draft, source)
    return draft


def _write(draft: Draft, source: str) -> None:
    draft.source = source
    draft.revision += 1
    draft.saved_at = timezone.now()
    draft.save(update_fields=["source", "revision", "saved_at"])


def _create(learner: User, exercise: Exercise, source: str) -> Draft | None:
    """The first draft, or None if another request made it in the meantime."""
    try:
        with transaction.atomic():
            return Draft.objects.create(learner=learner, exercise=exercise, source=source, saved_at=timezone.now())
    except IntegrityError:
        return None
