"""Ask for a run of Scratch: free code beside one's own solution. It is no attempt and nothing of it is counted."""

from __future__ import annotations

import uuid

from accounts.models import User
from exercises.models import Exercise, Purpose, Submission
from exercises.queueing_beside import queue_beside
from exercises.source_rules import check_gradable, check_storable


def request_scratch(
    *,
    learner: User,
    exercise: Exercise,
    source: str,
    scratch: str,
    network: str,
    identity: uuid.UUID | None = None,
) -> Submission:
    """Queue `scratch`, to be executed after `source`, which may be empty. The draft stays as it is.

    `identity`: of the submission, where it was chosen before.
    Raises SourceRefused, NothingPublished, LimitReached.
    """
    check_storable(source)
    check_gradable(scratch)
    return queue_beside(
        learner=learner,
        exercise=exercise,
        network=network,
        purpose=Purpose.SCRATCH,
        identity=identity,
        source=source,
        scratch=scratch,
    )
