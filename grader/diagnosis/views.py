"""A function's answers beside the right ones, part by part: what the fingerprints are read from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from grader.contract import FunctionContract, bind_arguments
from grader.diagnosis.labels import labels_of
from grader.exam.cases import Case
from grader.exam.relations import ratio
from grader.exam.sitting import Sitting
from grader.exam.subject import Call, Returned

Array = np.ndarray[Any, Any]
WITHIN = 1e-7


class Told(NamedTuple):
    """The name of a mistake and its sentence."""

    id: str
    sentence: str


@dataclass(frozen=True)
class Part:
    """One part of an answer and the right one."""

    got: Array
    truth: Array

    @property
    def factor(self) -> float | None:
        """The one number between all entries, or None."""
        return ratio(self.got, self.truth)

    @property
    def is_right(self) -> bool:
        if self.got.shape != self.truth.shape:
            return False
        with np.errstate(all="ignore"):
            return bool((np.abs(self.got - self.truth) <= WITHIN * (1 + np.abs(self.truth))).all())


@dataclass(frozen=True)
class View:
    """One call: its named lengths and the parts of its answer by label."""

    case: Case
    lengths: Mapping[str, int]
    parts: Mapping[str, Part]

    @property
    def is_right(self) -> bool:
        return all(part.is_right for part in self.parts.values())

    @property
    def wrong(self) -> dict[str, Part]:
        return {label: part for label, part in self.parts.items() if not part.is_right}


Views = Sequence[View]


def view_of(sitting: Sitting, contract: FunctionContract, case: Case, value: Any) -> View | None:
    """None where the parts of the answer are not those of the right one, or not numbers."""
    truth = sitting.reference.answer_or_none(contract.name, case)
    got, right = _parts(value, contract), _parts(truth, contract)
    if truth is None or not right or got.keys() != right.keys():
        return None
    parts = {label: Part(got[label], right[label]) for label in right}
    return View(case, bind_arguments(contract.arguments, case), parts)


def asked(sitting: Sitting, contract: FunctionContract, case: Case) -> View | None:
    """The learner's answer to one more case; None where it gives none, or the case means nothing."""
    desk = sitting.desk(sitting.failures[0].check)
    truth = sitting.reference.answer_or_none(contract.name, case)
    if truth is None or desk.fail_contract(contract, case, truth) is not None:
        return None
    reply = sitting.subject.call_all([Call(contract.name, case)])[0]
    return view_of(sitting, contract, case, reply.value) if isinstance(reply, Returned) else None


def _parts(value: Any, contract: FunctionContract) -> dict[str, Array]:
    pieces = list(value) if len(contract.returns) > 1 and isinstance(value, (list, tuple)) else [value]
    flat = [part for piece in pieces for part in (piece.values() if isinstance(piece, dict) else [piece])]
    labels = labels_of(value, contract)
    arrays = [_numbers(part) for part in flat]
    return {label: one for label, one in zip(labels, arrays, strict=False) if one is not None}


def _numbers(value: Any) -> Array | None:
    if isinstance(value, (bool, int, float, np.number)) or (
        isinstance(value, np.ndarray) and value.dtype.kind in "biuf"
    ):
        return np.asarray(value, dtype=np.float64)
    return None


def several(views: Views) -> bool:
    """At least two views whose batches differ: a factor that follows a length is told from one that does not."""
    return len({tuple(sorted(view.lengths.items())) for view in views}) > 1
