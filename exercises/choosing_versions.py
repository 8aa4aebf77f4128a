"""Which version of a solution an address names: a submission, the draft, or the starter code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext

from accounts.access import visible_to
from accounts.models import User
from exercises.drafting import draft_of
from exercises.history import before, version_or_none
from exercises.models import IN_HISTORY, Exercise, Submission
from exercises.naming_versions import Standing, name_of, standing_of

DRAFT, STARTER, BEFORE = "draft", "starter", "before"


class NoSuchVersion(LookupError):
    """The address names nothing that this viewer may see."""


@dataclass(frozen=True)
class Version:
    """A source with a name. `key` is what an address calls it; `submission` is None for the draft and the starter."""

    key: str
    name: str
    source: str
    moment: datetime | None = None
    submission: Submission | None = None

    @property
    def standing(self) -> Standing | None:
        return None if self.submission is None else standing_of(self.submission)


def chosen_version(
    viewer: User | AnonymousUser, exercise: Exercise, key: str, *, newer: Version | None = None
) -> Version:
    """The version that `key` names; `before` is the one that came before `newer`. Raises NoSuchVersion."""
    if key == BEFORE:
        return _before(viewer, exercise, newer)
    if key == STARTER:
        return _starter(exercise)
    if key == DRAFT:
        return _draft(viewer, exercise)
    rows = (
        visible_to(viewer, Submission)
        .filter(purpose__in=IN_HISTORY)
        .filter(exercise=exercise)
        .defer("verdict", "trace")
    )
    found = version_or_none(rows=rows, pk=key)
    if found is None:
        raise NoSuchVersion(key)
    return version_of(found)


def version_of(submission: Submission) -> Version:
    """A submission as a version."""
    return Version(str(submission.pk), name_of(submission), submission.source, submission.queued_at, submission)


def _before(viewer: User | AnonymousUser, exercise: Exercise, newer: Version | None) -> Version:
    """The version before a submission; before the draft the newest one; before the first one the starter."""
    if newer is not None and newer.submission is not None:
        earlier = before(newer.submission)
    else:
        rows = Submission.objects.versions().filter(exercise=exercise, learner=_key_of(viewer))
        earlier = rows.order_by("-queued_at", "-number").first()
    return _starter(exercise) if earlier is None else version_of(earlier)


def _key_of(viewer: User | AnonymousUser) -> int | None:
    return viewer.pk if isinstance(viewer, User) else None


def _draft(viewer: User | AnonymousUser, exercise: Exercise) -> Version:
    draft = draft_of(learner=viewer, exercise=exercise) if isinstance(viewer, User) else None
    if draft is None:
        return _starter(exercise)
    return Version(DRAFT, gettext("Your draft"), draft.source, draft.saved_at)


def _starter(exercise: Exercise) -> Version:
    source = "" if exercise.published is None else exercise.published.starter
    return Version(STARTER, gettext("Starter code"), source)
