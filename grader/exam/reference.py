"""The author's answers: reference.py, executed in the examiner's cage."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from types import CodeType
from typing import Any

import numpy as np

from grader.exam.failing import AuthorFault
from grader.learner.own_modules import Earlier, builtins_with
from grader.sandbox.wire import GeneratorSeed


def own(value: Any) -> Any:
    """A copy that the callee may change; a seed becomes its generator."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, GeneratorSeed):
        return np.random.default_rng(value.seed)
    if isinstance(value, (list, tuple)):
        return type(value)(own(part) for part in value)
    if isinstance(value, dict):
        return {key: own(part) for key, part in value.items()}
    return copy.copy(value)


class Reference:
    """`reference.dense(X, W, b)` calls the author's `dense` with copies of the arguments."""

    def __init__(self, source: str | CodeType, mine: Sequence[Earlier] = ()) -> None:
        self._namespace: dict[str, Any] = {"__name__": "reference", "__builtins__": builtins_with(mine)}
        code = compile(source, "reference.py", "exec") if isinstance(source, str) else source
        exec(code, self._namespace)  # noqa: S102 - the author's code, inside the examiner's cage

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args: self.answer(name, args)

    def answer(self, name: str, args: tuple[Any, ...]) -> Any:
        """The author's answer. Raises AuthorFault where there is none."""
        function = self._namespace.get(name)
        if function is None:
            raise AuthorFault(f"reference.py has no `{name}`.")
        try:
            with np.errstate(all="ignore"):
                return function(*own(args))
        except Exception as error:
            raise AuthorFault(f"`{name}` of reference.py raised {type(error).__name__}: {error}") from error

    def answer_or_none(self, name: str, args: tuple[Any, ...]) -> Any:
        """The author's answer, or None where these arguments mean nothing to it."""
        try:
            return self.answer(name, args)
        except AuthorFault:
            return None
