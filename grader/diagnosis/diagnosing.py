"""Name what is wrong after an exam: exactly where a known mistake explains every answer, else what is safe to say."""

from __future__ import annotations

from grader.diagnosis.exact import exact
from grader.diagnosis.localising import localise
from grader.diagnosis.patterns import pattern
from grader.diagnosis.variants import Variants
from grader.exam.failing import CheckFailed
from grader.exam.sitting import Sitting
from grader.verdict import Certainty, Diagnosis


def diagnose(sitting: Sitting) -> list[Diagnosis]:
    """The names for the first broken link; empty where nothing is known. Never a guess."""
    if not sitting.failures:
        return []
    named = exact(sitting, Variants(sitting.paper.reference, sitting.paper.mistakes))
    if named:
        return named
    found = (pattern(sitting), _relation(sitting), localise(sitting))
    return [diagnosis for diagnosis in found if diagnosis is not None]


def _relation(sitting: Sitting) -> Diagnosis | None:
    cause = sitting.failures[0].cause
    if not isinstance(cause, CheckFailed) or cause.relation is None:
        return None
    return Diagnosis(cause.relation.kind.value, cause.where, cause.relation.sentence, Certainty.RELATION)
