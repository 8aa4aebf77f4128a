"""Ask for a shape trace: it waits, is claimed and runs like something to be run, and is no attempt."""

from __future__ import annotations

import uuid

from accounts.models import User
from exercises.models import Exercise, Purpose, Submission
from exercises.queueing_beside import queue_beside
from exercises.source_rules import check_gradable
from exercises.submitting import NothingPublished


class NoSuchFunction(ValueError):
    """The exercise's contract has no function of this name."""


def request_trace(
    *,
    learner: User,
    exercise: Exercise,
    source: str,
    function: str,
    network: str,
    identity: uuid.UUID | None = None,
) -> Submission:
    """Queue a shape trace of `function`, of the last one that is written if it is "".

    `identity`: of the submission, where it was chosen before.
    It counts like a Run for the rate limit; of a learner's traces of an exercise only the newest is kept.
    Raises SourceRefused, NothingPublished, NoSuchFunction, LimitReached.
    """
    check_gradable(source)
    version = exercise.published
    if version is None:
        raise NothingPublished(exercise.slug)
    if function and function not in version.functions:
        raise NoSuchFunction(function)
    return queue_beside(
        learner=learner,
        exercise=exercise,
        network=network,
        purpose=Purpose.TRACE,
        identity=identity,
        source=source,
        function=function,
    )
