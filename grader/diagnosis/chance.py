"""Mistakes that never answer the same twice: told by all that they leave repeatable, and by what they draw with."""

from __future__ import annotations

from collections.abc import Sequence

from grader.bundling.mistake_files import as_submission
from grader.diagnosis.alike import alike
from grader.diagnosis.retaking import fails_alike
from grader.diagnosis.variants import KnownMistake, Variants
from grader.exam.calling import Recorded
from grader.exam.failing import CheckFailed, FailureKind
from grader.exam.sitting import Sitting
from grader.exam.source import Source
from grader.learner.facts import source_facts


def by_chance(
    sitting: Sitting, variants: Variants, candidates: Sequence[KnownMistake], probes: Sequence[Recorded]
) -> list[KnownMistake]:
    """The candidates that explain every answer but those they leave to chance; empty unless chance made it fail."""
    cause = sitting.failures[0].cause
    if not isinstance(cause, CheckFailed) or cause.kind is not FailureKind.DETERMINISM:
        return []
    return [
        one
        for one in candidates
        if _draws_alike(sitting, one)
        and _explains(variants, one, probes)
        and fails_alike(sitting, sitting.failures[0], variants, one)
    ]


def _explains(variants: Variants, mistake: KnownMistake, probes: Sequence[Recorded]) -> bool:
    one, other = variants.with_mistakes(mistake), variants.with_mistakes(mistake)
    for probe in probes:
        answer = one.call(probe.call)
        if not alike(probe.reply, answer) and alike(answer, other.call(probe.call)):
            return False
    return True


def _draws_alike(sitting: Sitting, mistake: KnownMistake) -> bool:
    """The same sources of chance are called in the functions that the mistake changes."""
    theirs = Source(source_facts(as_submission(sitting.paper.reference, mistake.source).encode()))
    return all(_sources(sitting.source, name) == _sources(theirs, name) for name in mistake.changed)


def _sources(source: Source, function: str) -> set[str]:
    return {name for name in source.calls_in(function) if "random" in name}
