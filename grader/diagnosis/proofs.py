"""Right where one thing is made simple: which of several causes it is, where more answers can tell."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from grader.contract import FunctionContract
from grader.diagnosis.views import View, view_of
from grader.exam.batching import chosen_rows
from grader.exam.relations import same
from grader.exam.sitting import Sitting

Proof = Callable[[Sitting, FunctionContract, View, View], bool]


def makes_no_difference(sitting: Sitting, contract: FunctionContract, view: View, simple: View) -> bool:
    """What is off in the learner's answer is the same with and without it."""
    return all(
        label in simple.parts
        and part.got.shape == simple.parts[label].got.shape
        and same(part.got, simple.parts[label].got)
        for label, part in view.wrong.items()
    )


def last_one_counts(counting: FunctionContract, place: int) -> Proof:
    """The answer is the right one for the last of each repeated index alone."""

    def proof(sitting: Sitting, contract: FunctionContract, view: View, simple: View) -> bool:
        indices = np.asarray(view.case[place])
        backwards = np.unique(indices[::-1], return_index=True)[1]
        case = chosen_rows(counting, view.case, np.sort(indices.size - 1 - backwards).tolist())
        truth = sitting.reference.answer_or_none(contract.name, case)
        last = None if truth is None else view_of(sitting, contract, case, truth)
        return last is not None and all(
            same(part.got, last.parts[label].truth) for label, part in view.wrong.items() if label in last.parts
        )

    return proof
