"""Each reason to refuse, in words for the learner."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.guests import NEW_GUESTS
from accounts.rate_limits import LimitReached
from accounts.refusals import refuse, too_many_guests
from exercises.carrying import MayNotChoose
from exercises.drafting import DraftMovedOn
from exercises.request_body import BodyNotUnderstood
from exercises.source_rules import SourceEmpty, SourceNotText, SourceRefused, SourceTooLong
from exercises.submitting import NothingPublished
from exercises.tracing import NoSuchFunction

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def answer_refusals(view: View[P]) -> View[P]:
    """Let `view` raise what the use cases raise; answer it here."""

    @wraps(view)
    def answering(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except SourceRefused as refused:
            return _refuse_source(request, refused)
        except RequestDataTooBig:
            return _refuse_source(request, SourceTooLong())
        except LimitReached as limit:
            return _refuse_limit(request, limit)
        except DraftMovedOn as moved:
            return _refuse_draft(request, moved)
        except NothingPublished:
            message = _("This exercise is being changed and has nothing to check against. Try it later.")
            return refuse(request, status=HTTPStatus.CONFLICT, code="not_published", message=message)
        except MayNotChoose as missing:
            message = _("`%(function)s` is not yours yet: pass the exercise that gives it first.")
            told = message % {"function": str(missing)}
            return refuse(request, status=HTTPStatus.CONFLICT, code="not_passed", message=told)
        except NoSuchFunction as unknown:
            message = _("This exercise has no function `%(function)s`.") % {"function": str(unknown)[:100]}
            return refuse(request, status=HTTPStatus.BAD_REQUEST, code="no_such_function", message=message)
        except BodyNotUnderstood as error:
            return refuse(request, status=HTTPStatus.BAD_REQUEST, code="not_understood", message=str(error))

    return answering


def _refuse_source(request: HttpRequest, refused: SourceRefused) -> HttpResponse:
    status, code, message = HTTPStatus.BAD_REQUEST, "refused", _("This code cannot be taken.")
    if isinstance(refused, SourceEmpty):
        code, message = "source_empty", _("There is no code yet.")
    elif isinstance(refused, SourceTooLong):
        status, code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "source_too_long"
        message = _("The code is longer than 64 KB.")
    elif isinstance(refused, SourceNotText):
        code, message = "source_not_text", _("The code holds characters that are no text.")
    return refuse(request, status=status, code=code, message=message)


def _refuse_limit(request: HttpRequest, limit: LimitReached) -> HttpResponse:
    if limit.allowance == NEW_GUESTS:
        return too_many_guests(request, limit)
    message = _(
        "%(limit)d in a minute is the most that can be checked. The next one goes in %(seconds)d s; your code is kept."
    )
    return refuse(
        request,
        status=HTTPStatus.TOO_MANY_REQUESTS,
        code="too_many",
        message=message % {"limit": limit.allowance.limit, "seconds": limit.retry_after_s},
        retry_after_s=limit.retry_after_s,
    )


def _refuse_draft(request: HttpRequest, moved: DraftMovedOn) -> HttpResponse:
    return refuse(
        request,
        status=HTTPStatus.CONFLICT,
        code="draft_moved_on",
        message=_("Another tab has a newer version."),
        revision=moved.draft.revision,
        source=moved.draft.source,
    )
