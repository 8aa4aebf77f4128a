"""Who may see what."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from accounts import access
from accounts.access import register_access_rule, visible_to
from accounts.models import User
from exercises.models import Draft, Submission


def test_learners_see_their_own(learner: User, stranger: User, make_submission: Callable[..., Submission]) -> None:
    own = make_submission(learner)
    make_submission(stranger)
    assert list(visible_to(learner, Submission)) == [own]


def test_nobody_and_the_locked_out_see_nothing(learner: User, make_submission: Callable[..., Submission]) -> None:
    make_submission(learner)
    learner.is_active = False
    assert not visible_to(AnonymousUser(), Submission).exists()
    assert not visible_to(learner, Submission).exists()


def test_without_a_rule_nothing_is_seen(learner: User) -> None:
    assert not visible_to(learner, Draft).exists()


def test_a_package_above_may_add_who_sees_more(
    learner: User,
    stranger: User,
    make_submission: Callable[..., Submission],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(access, "_rules", access._rules.copy())
    access._rules[Submission] = list(access._rules[Submission])
    make_submission(learner)

    def staff_see_all(viewer: User) -> Q:
        return Q(pk__isnull=not viewer.is_staff)

    register_access_rule(Submission, staff_see_all)
    assert visible_to(stranger, Submission).count() == 0
    stranger.is_staff = True
    assert visible_to(stranger, Submission).count() == 1
