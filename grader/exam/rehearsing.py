"""A small exam that the examiner's fork server takes with itself before it forks its first child.

The interpreter adapts code to what it meets, and fills its caches: done here, every child inherits it. Each byte of
this exam is ours.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from grader.bundling.exercise_toml import CheckSpec
from grader.bundling.standard_checks import STANDARD_CHECKS
from grader.contract.reading import contract_from
from grader.exam.control import GO_ON
from grader.exam.paper import Paper
from grader.learner.facts import source_facts
from grader.sandbox.frames import decode, encode
from grader.verdict import Visibility

REHEARSALS = 4

FUNCTION = {
    "name": "layer",
    "arguments": ["X: (n, d)", "b: (d,)"],
    "returns": ["Z: (n, d)"],
    "batch": "n",
    "over_batch": "rows",
}
LEARNER = "def layer(X, b):\n    return X + b\n"
REFERENCE = "import numpy as np\n\ndef layer(X, b):\n    return np.add(X, b)\n"
STARTER = "def layer(X, b):\n    raise NotImplementedError\n"
EXAM = """
import numpy as np
from grader.exam import Exam, check

@check("seen")
def seen(exam):
    exam.expect(exam.call("layer", np.ones((1, 2)), np.ones(2)), equals=[[2.0, 2.0]], because="1 + 1 = 2.")

@check("hidden")
def hidden(exam):
    for n, d in exam.sizes("n d"):
        exam.compare("layer", exam.normal(n, d), exam.normal(d))
"""
AUTHORED = (
    CheckSpec("seen", 1, "By hand", Visibility.ALWAYS),
    CheckSpec("hidden", 1, "Drawn", Visibility.OUTCOME, needs=("seen",)),
)
PAPER = Paper(
    seed=0,
    visible_only=False,
    checks=(
        *AUTHORED,
        *(CheckSpec(one.probe.value, 1, one.title, Visibility.OUTCOME, standard=True) for one in STANDARD_CHECKS),
    ),
    functions=(contract_from(FUNCTION),),
    function_tables=(FUNCTION,),
    exam=EXAM,
    reference=REFERENCE,
    starter=STARTER,
    mistakes=(),
    sentences={},
).to_bytes()


class StandIn:
    """A learner without a process: answers as the channel to one would, through the same encoding."""

    def __init__(self) -> None:
        self._waiting = [(0, encode(("parsed", source_facts(LEARNER.encode())))), (0, encode(("loaded",)))]

    def send(self, nonce: int, value: Any) -> None:
        self._waiting.append((nonce, encode(_answered(decode(encode(value), markers=True)))))

    def receive(self) -> tuple[int, Any]:
        nonce, data = self._waiting.pop(0)
        return nonce, decode(data)


def _answered(message: tuple[Any, ...]) -> tuple[Any, ...]:
    kind, *rest = message
    if kind == "afresh":
        return _answered(rest[0])
    if kind == "calls":
        return ("answers", [_value(args) for _name, args, _options in rest[0]])
    return _value(rest[1])


def _value(args: tuple[Any, ...]) -> tuple[Any, ...]:
    return ("value", np.add(*args), {"mutated": [], "printed": False})


@contextmanager
def stand_in_worker() -> Iterator[int]:
    """The examiner's end of a control socket whose other end has said "go on" already."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(GO_ON)
        yield theirs.fileno()
