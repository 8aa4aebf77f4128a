"""Let a known mistake take the check that the learner failed: does it fail it in the same way?"""

from __future__ import annotations

from grader.bundling.mistake_files import as_submission
from grader.diagnosis.variants import KnownMistake, Variants
from grader.exam.calling import Desk
from grader.exam.drawing import Draws
from grader.exam.exam import Exam
from grader.exam.failing import CheckFailed, LearnerRaised
from grader.exam.sitting import Failure, Sitting
from grader.exam.source import Source
from grader.learner.facts import source_facts


def fails_alike(sitting: Sitting, failure: Failure, variants: Variants, mistake: KnownMistake) -> bool:
    """The same check, the same kind of failure, the same thing measured."""
    if failure.check.standard or not isinstance(failure.cause, CheckFailed):
        return False
    source = Source(source_facts(as_submission(sitting.paper.reference, mistake.source).encode()))
    functions = {contract.name: contract for contract in sitting.paper.functions}
    variant = variants.with_mistakes(mistake)
    is_open = failure.check.visibility.value == "always"
    desk = Desk(failure.check.id, functions, variant, sitting.reference, source, frozenset(), is_open)
    try:
        sitting.checks[failure.check.id](Exam(desk, Draws(sitting.paper.seed, failure.check.id)))
    except CheckFailed as failed:
        return (failed.kind, failed.measure, failed.where) == (
            failure.cause.kind,
            failure.cause.measure,
            failure.cause.where,
        )
    except LearnerRaised:
        return False
    return False
