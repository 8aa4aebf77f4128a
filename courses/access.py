"""Who may see the pages of those who teach: staff. Everybody else is told that there is no such page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase

from accounts.models import User
from exercises.models import Submission

View = Callable[..., HttpResponseBase]


def for_staff(view: View) -> View:
    """Answer 404 to whoever does not teach."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        teacher_of(request)
        return view(request, *args, **kwargs)

    return guarded


def teacher_of(request: HttpRequest) -> User:
    """Who asks, if they teach. Raises Http404."""
    person: Any = request.user
    if not isinstance(person, User) or not person.is_active or not person.is_staff:
        raise Http404
    return person


def attempts_open_to(teacher: User) -> QuerySet[Submission]:
    """What those who teach may open. No rule of `visible_to`: that would open it to pages that write no audit log."""
    rows = Submission.objects.attempts()
    return rows if teacher.is_active and teacher.is_staff else rows.none()


def learners_open_to(teacher: User) -> QuerySet[User, Any]:
    """Whom those who teach may look at: those who do not teach themselves."""
    people = User.objects.filter(is_staff=False)
    return people if teacher.is_active and teacher.is_staff else people.none()
