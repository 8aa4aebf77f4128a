"""Fingerprints: which parts of an answer are right, and by what factor the others are off, names many mistakes.

Each holds on every view, at several sizes; the first half of each sentence is what the numbers show, the second what
usually makes them so. What asks the learner's code again comes last, and only where the parts let it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from grader.contract import FunctionContract
from grader.diagnosis.attention import softmax_by_entry
from grader.diagnosis.autograd import of_autograd
from grader.diagnosis.beginnings import forget_bias_elsewhere
from grader.diagnosis.cell_slips import of_a_cell
from grader.diagnosis.conditions import right_only_where
from grader.diagnosis.gates import of_gates
from grader.diagnosis.losses import brackets, every_pair, loss_below_zero
from grader.diagnosis.noising import one_step_alpha, product_forgotten
from grader.diagnosis.nudging import asked_at_one_point
from grader.diagnosis.optimisers import of_optimiser
from grader.diagnosis.questions import Question, Sessions, questions_of
from grader.diagnosis.recurrences import of_a_recurrence
from grader.diagnosis.slopes import length_that_follows, of_slopes
from grader.diagnosis.steps import later_steps, moments_stored, moved_before_passing_back, not_cleared_between_steps
from grader.diagnosis.views import Part, Told, View, Views, several, view_of
from grader.diagnosis.whole_numbers import whole_numbers
from grader.diagnosis.windows import half_a_turn, left_early, patches
from grader.exam.calling import Recorded
from grader.exam.failing import CheckFailed
from grader.exam.relations import RelationKind, Situation, relate
from grader.exam.sitting import Sitting
from grader.exam.subject import Returned
from grader.verdict import Certainty, Diagnosis

MOST_VIEWS = 6
MOST_QUESTIONS = 2

# What a few numbers can show without meaning it, and as what it shows again.
BY_CHANCE = {
    RelationKind.FACTOR: {RelationKind.FACTOR},
    RelationKind.MEAN_OR_SUM: {RelationKind.FACTOR},
    RelationKind.OFFSET: {RelationKind.OFFSET},
    RelationKind.OFF_BY_ONE: {RelationKind.OFF_BY_ONE},
    RelationKind.SIGN: {RelationKind.SIGN},
}

Look = Callable[[FunctionContract, Views], Told | None]
LOOKS: tuple[Look, ...] = (forget_bias_elsewhere, product_forgotten, half_a_turn, of_slopes)
# Each asks the learner's code again only where a cheap look at the parts lets it.
Experiment = Callable[[Sitting, FunctionContract, Views], Told | None]
BEFORE_LOOKS: tuple[Experiment, ...] = (
    whole_numbers,
    brackets,
    every_pair,
    softmax_by_entry,
    of_a_cell,
    of_gates,
    of_a_recurrence,
)
BEFORE_CONDITIONS: tuple[Experiment, ...] = (patches, one_step_alpha)
OF_STEPS: tuple[Callable[[Question], Told | None], ...] = (
    moved_before_passing_back,
    moments_stored,
    not_cleared_between_steps,
    later_steps,
)


def fingerprint(sitting: Sitting, answers: Sequence[Recorded]) -> Diagnosis | None:
    """What the parts of the wrong answers have in common, or None."""
    # A learner's numbers may be anything: infinite, or none at all.
    with np.errstate(all="ignore"):
        return _fingerprint(sitting, answers)


def _fingerprint(sitting: Sitting, answers: Sequence[Recorded]) -> Diagnosis | None:
    function = sitting.failures[0].function
    contract = next((one for one in sitting.paper.functions if one.name == function), None)
    seen = views_of(sitting, contract, answers) if contract is not None else []
    views = [view for view in seen if not view.is_right][:MOST_VIEWS]
    if contract is None or not views:
        told = _of_sessions(sitting) or (asked_at_one_point(sitting, contract) if contract is not None else None)
        return _named(sitting, told) if told is not None else _relation(sitting, views)
    found = _of_values(sitting, contract, views) or _of_steps(questions_of(sitting, contract, views)[:MOST_QUESTIONS])
    if found is None:
        relation = _relation(sitting, views)
        if relation is not None:
            return relation
        found = _of_more_answers(sitting, contract, views, [view for view in seen if view.is_right])
    return _named(sitting, found) if found else None


def _named(sitting: Sitting, told: Told) -> Diagnosis:
    return Diagnosis(told.id, sitting.failures[0].function, told.sentence, Certainty.RELATION)


def _of_values(sitting: Sitting, contract: FunctionContract, views: Views) -> Told | None:
    """What the values show by themselves; the few that ask once more are surer than what the rest would say."""
    early = (told for ask in BEFORE_LOOKS if (told := ask(sitting, contract, views)) is not None)
    looks = (told for look in LOOKS if (told := look(contract, views)) is not None)
    return next(early, None) or loss_below_zero(contract, views) or next(looks, None)


def _of_more_answers(sitting: Sitting, contract: FunctionContract, views: Views, right: Views) -> Told | None:
    asked = (told for ask in BEFORE_CONDITIONS if (told := ask(sitting, contract, views)) is not None)
    return next(asked, None) or left_early(contract, views) or right_only_where(sitting, contract, views, right)


def _of_sessions(sitting: Sitting) -> Told | None:
    wrong = Sessions(sitting).wrong_ones()
    # What ε does may be too little to be seen without asking with small numbers.
    return (of_autograd(sitting) if wrong else None) or of_optimiser(sitting) or _of_steps(wrong)


def _of_steps(questions: Sequence[Question]) -> Told | None:
    found = (told for look in OF_STEPS for one in questions if (told := look(one)) is not None)
    return next(found, None)


def _relation(sitting: Sitting, views: Views) -> Diagnosis | None:
    """The relation that the check has seen, unless other answers show that it was chance."""
    cause = sitting.failures[0].cause
    if not isinstance(cause, CheckFailed) or cause.relation is None:
        return None
    seen = cause.relation
    parts = [
        part for view in views for label, part in view.parts.items() if label == cause.where or len(view.parts) == 1
    ]
    again = [relate(part.got, part.truth, Situation()) for part in parts if not part.is_right and part.truth.size > 2]
    if seen.kind in BY_CHANCE and any(one is None or one.kind not in BY_CHANCE[seen.kind] for one in again):
        return None
    if seen.kind is RelationKind.FACTOR and len({one.sentence for one in again if one is not None}) > 1:
        return None
    if seen.kind is RelationKind.MEAN_OR_SUM and several(views) and not _follows_a_length(sitting, views, parts):
        return None
    return Diagnosis(seen.kind.value, cause.where, seen.sentence, Certainty.RELATION)


def _follows_a_length(sitting: Sitting, views: Views, parts: Sequence[Part]) -> bool:
    """Is the factor at every size that of an array's length? A whole number that was given is none."""
    function = sitting.failures[0].function
    contract = next((one for one in sitting.paper.functions if one.name == function), None)
    given = {argument.name for argument in contract.arguments} if contract is not None else set()
    factors = [part.factor or 0.0 for part in parts]
    lengths = [replace(view, lengths={k: n for k, n in view.lengths.items() if k not in given}) for view in views]
    return len(factors) == len(views) and length_that_follows(factors, lengths) is not None


def views_of(sitting: Sitting, contract: FunctionContract, answers: Sequence[Recorded]) -> list[View]:
    """The answers of a function beside the right ones."""
    own = [one for one in answers if one.call.name == contract.name and one.call.is_plain and not one.call.how.strict]
    seen = [
        view_of(sitting, contract, one.call.args, one.reply.value) for one in own if isinstance(one.reply, Returned)
    ]
    return [view for view in seen if view is not None]
