"""A wrong answer that may be asked for again with other values: of a function, or of a session of the exam."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from grader.contract import FunctionContract
from grader.diagnosis.variants import Variant, Variants
from grader.diagnosis.views import Part, View, Views, asked
from grader.exam.cases import count_numbers
from grader.exam.sitting import Sitting
from grader.exam.subject import Call, Returned

MOST_SESSIONS = 3
MOST_PARTS = 200
MOST_NUMBERS = 5_000


@dataclass(frozen=True)
class Question:
    """`names` are those of the arguments, or of a session's variables."""

    sitting: Sitting
    names: tuple[str, ...]
    call: Call
    view: View
    contract: FunctionContract | None = None

    def again(self, **changed: Any) -> View | None:
        """The view with some arguments changed; None where there is no answer, or one would take long."""
        if count_numbers(self.view.case) > MOST_NUMBERS:
            return None
        case = tuple(changed.get(name, value) for name, value in zip(self.names, self.view.case, strict=False))
        if self.contract is not None:
            return asked(self.sitting, self.contract, case)
        return Sessions(self.sitting).view_of(replace(self.call, args=case))

    @property
    def given(self) -> Mapping[str, Any]:
        return dict(zip(self.names, self.view.case, strict=False))


def questions_of(sitting: Sitting, contract: FunctionContract, views: Views) -> list[Question]:
    """The wrong answers of a function."""
    names = tuple(argument.name for argument in contract.arguments)
    return [Question(sitting, names, Call(contract.name, view.case), view, contract) for view in views]


@dataclass(frozen=True)
class Sessions:
    """Sessions of an exam, taken by the learner's code and by the author's."""

    sitting: Sitting

    @cached_property
    def author(self) -> Variant:
        paper = self.sitting.paper
        return Variants(paper.reference, (), paper.mine).with_mistakes()

    def wrong_ones(self) -> list[Question]:
        """The sessions of the first failing check whose answers are numbers, and other ones than the author's."""
        check = self.sitting.failures[0].check.id
        own = [one for one in self.sitting.records if one.check == check and one.call.driver and not one.call.listening]
        found: list[Question] = []
        for record in own[-MOST_SESSIONS:]:
            view = self._beside(record.call, record.reply)
            if view is not None and not view.is_right and record.call.driver is not None:
                found.append(Question(self.sitting, record.call.driver.variables, record.call, view))
        return found

    def view_of(self, call: Call) -> View | None:
        """What learner and author answer to a session."""
        return self._beside(call, self.sitting.subject.call(call))

    def _beside(self, call: Call, reply: Any) -> View | None:
        truth = self.author.call(call)
        if not isinstance(reply, Returned) or not isinstance(truth, Returned):
            return None
        got, right = (dict(list(numbers_in("result", one.value))[:MOST_PARTS]) for one in (reply, truth))
        if not right or got.keys() != right.keys():
            return None
        return View(call.args, {}, {label: Part(got[label], right[label]) for label in right})


def numbers_in(label: str, value: Any) -> Iterator[tuple[str, np.ndarray[Any, Any]]]:
    """The arrays and numbers of an answer, each under its own name."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from numbers_in(f'{label}["{key}"]', part)
    elif isinstance(value, (list, tuple)):
        for place, part in enumerate(value):
            yield from numbers_in(f"{label}[{place}]", part)
    elif isinstance(value, (bool, int, float, np.generic)) or (
        isinstance(value, np.ndarray) and value.dtype.kind in "biuf"
    ):
        yield label, np.asarray(value, dtype=np.float64)


def steps_of(view: View) -> Sequence[Part]:
    """The parts of an answer that follow each other in time: a list of like parts, or the rows of the only one."""
    parts = list(view.parts.values())
    if len(parts) == 1:
        (part,) = parts
        fits = part.truth.ndim > 0 and part.got.shape == part.truth.shape
        return [Part(got, truth) for got, truth in zip(part.got, part.truth, strict=True)] if fits else []
    alike = {part.truth.shape for part in parts} | {part.got.shape for part in parts}
    labels = [f"result[{place}]" for place in range(len(parts))]
    return parts if len(alike) == 1 and list(view.parts) == labels else []
