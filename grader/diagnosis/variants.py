"""The reference with one or two known mistakes put in, run in the examiner beside the learner's answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from types import CodeType
from typing import Any

import numpy as np

from grader.exam.paper import PaperMistake
from grader.exam.reference import own
from grader.exam.subject import Call, Missing, Raised, Reply, Returned, Unsendable
from grader.learner.arguments import Arguments
from grader.learner.counting import counted, plain
from grader.sandbox.frames import NotSendable, encode
from grader.verdict import LearnerError

OWN_FILES = ("reference.py", "mistake.py")


@dataclass(frozen=True)
class KnownMistake:
    """A mistake, compiled: the definitions that differ from the reference's."""

    diagnosis: str
    source: str
    changed: frozenset[str]
    code: CodeType


class Variants:
    """The reference, compiled once, and what may be put in its place."""

    def __init__(self, reference: str, mistakes: Sequence[PaperMistake]) -> None:
        self._code = compile(reference, "reference.py", "exec")
        self._mistakes = mistakes

    def failing(self, check: str) -> list[KnownMistake]:
        """The mistakes whose first failing check this is."""
        return [_known(mistake) for mistake in self._mistakes if mistake.fails == check]

    def every(self) -> list[KnownMistake]:
        return [_known(mistake) for mistake in self._mistakes]

    def with_mistakes(self, *mistakes: KnownMistake) -> Variant:
        return Variant(self._code, mistakes)


def _known(mistake: PaperMistake) -> KnownMistake:
    code = compile(mistake.source, "mistake.py", "exec")
    return KnownMistake(mistake.diagnosis, mistake.source, frozenset(mistake.changed), code)


class Variant:
    """Answers calls as the learner's process would, in this process: the code is the author's."""

    def __init__(self, reference: CodeType, mistakes: Sequence[KnownMistake]) -> None:
        self._codes = (reference, *(mistake.code for mistake in mistakes))
        self._namespace: dict[str, Any] = {}
        self.reload()

    def reload(self) -> None:
        self._namespace = {"__name__": "solution"}
        for code in self._codes:
            exec(code, self._namespace)  # noqa: S102 - the author's code, in the examiner's cage

    def call_all(self, calls: Sequence[Call]) -> list[Reply]:
        replies: list[Reply] = []
        for call in calls:
            replies.append(self.call(call))
            if not isinstance(replies[-1], Returned):
                break
        return replies

    def call(self, call: Call) -> Reply:
        function = self._namespace.get(call.name)
        if not callable(function):
            return Missing(call.name)
        try:
            return self._answered(call, function)
        except NotSendable as refused:
            return Unsendable(refused.type_name, refused.where)
        except Exception as error:
            return Raised(LearnerError(type(error).__name__, str(error)))

    def _answered(self, call: Call, function: Callable[..., Any]) -> Returned:
        """The answer, measured with the counters that the learner's process uses."""
        arguments = Arguments(own(call.args), _no_callback, counted=call.how.counted_arguments, guard=True)
        counting = counted(OWN_FILES) if call.how.count else nullcontext()
        with np.errstate(all="ignore", **_strictly(call)), counting as costs:
            value = plain(function(*arguments.values))
        encode(value)
        notes = {} if costs is None else costs.as_notes()
        return Returned(value, {"mutated": arguments.changed(), **notes})


def _no_callback(name: str) -> Callable[..., Any]:
    raise NotSendable("a callback", name)


def _strictly(call: Call) -> dict[str, Any]:
    return {"over": "raise", "invalid": "raise", "divide": "raise"} if call.how.strict else {}
