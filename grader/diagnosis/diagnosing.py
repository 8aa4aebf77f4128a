"""Name what is wrong after an exam: exactly where a known mistake explains every answer, else what is safe to say."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import cache

import numpy as np

from grader.diagnosis.exact import exact
from grader.diagnosis.fingerprints import fingerprint
from grader.diagnosis.localising import localise
from grader.diagnosis.patterns import pattern
from grader.diagnosis.probing import answers_of_others, further_answers
from grader.diagnosis.variants import Variants, compiled_text
from grader.exam.failing import CheckFailed, LearnerGone
from grader.exam.paper import PaperMistake
from grader.exam.sitting import Sitting
from grader.exam.subject import ReloadFailed
from grader.learner.looking import wrapped
from grader.sandbox.frames import ProtocolViolation
from grader.verdict import Certainty, Diagnosis


def prepare_diagnosis(reference: str, mistakes: Sequence[PaperMistake]) -> None:
    """Compile what diagnoses of an exercise need; nothing of it is executed."""
    wrapped(reference, "reference.py")
    for mistake in mistakes:
        compiled_text(mistake.source, "mistake.py")


def diagnose(sitting: Sitting) -> list[Diagnosis]:
    """The names for the first broken link; empty where nothing is known. Never a guess."""
    if not sitting.failures:
        return []
    _enter_hidden(sitting)
    # Wrong answers hold anything, infinities too.
    with np.errstate(all="ignore"):
        return _diagnosed(sitting)


def _diagnosed(sitting: Sitting) -> list[Diagnosis]:
    answers, of_others = further_answers(sitting), cache(lambda: answers_of_others(sitting))
    paper = sitting.paper
    named = exact(sitting, Variants(paper.reference, paper.mistakes, paper.mine), answers, of_others)
    if named:
        return named
    health = _health(sitting)
    if health is not None:
        # Seen in the run itself: there is no need to train many times more, only to say less.
        return [health]
    found = [pattern(sitting)]
    with suppress(LearnerGone, ProtocolViolation, ReloadFailed):
        found.append(fingerprint(sitting, [*answers, *sitting.records]))
        found.append(localise(sitting, [*answers, *of_others()], is_alone=not any(found)))
    return [diagnosis for diagnosis in found if diagnosis is not None]


def _enter_hidden(sitting: Sitting) -> None:
    """What is asked from here on holds right values: nothing that the learner's code prints is kept any more."""
    if sitting.is_open:
        sitting.enter_hidden()
        sitting.is_open = False


def _health(sitting: Sitting) -> Diagnosis | None:
    cause = sitting.failures[0].cause
    if not isinstance(cause, CheckFailed) or cause.health is None:
        return None
    return Diagnosis(cause.health.id, cause.where, cause.health.sentence, Certainty.HEALTH)
