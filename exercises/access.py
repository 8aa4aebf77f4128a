"""Who may see a learner's work: the learner. Packages above add those who teach them."""

from __future__ import annotations

from django.db.models import Q

from accounts.access import register_access_rule
from accounts.models import User
from exercises.models import Submission


def register() -> None:
    """Let learners see what they handed in."""
    register_access_rule(Submission, is_own)


def is_own(viewer: User) -> Q:
    """The rows of `viewer`."""
    return Q(learner=viewer)
