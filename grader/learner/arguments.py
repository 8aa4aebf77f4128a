"""The arguments of one call: markers become objects, and what the call changes is noticed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.learner.counting import plain, wrapped
from grader.sandbox.frames import Callback, GeneratorSeed, NotSendable, encode

MakeCallback = Callable[[str], Callable[..., Any]]


class Arguments:
    """`values` are what the learner's function is called with."""

    def __init__(self, received: tuple[Any, ...], make_callback: MakeCallback, *, counted: bool, guard: bool) -> None:
        values = [_alive(value, make_callback) for value in received]
        self.values = [wrapped(value) for value in values] if counted else values
        self._before = [_fingerprint(value) for value in self.values] if guard else []

    def changed(self) -> list[int]:
        """The places of the arguments that are no longer what was sent."""
        return [
            place
            for place, before in enumerate(self._before)
            if before is not None and _fingerprint(self.values[place]) != before
        ]


def _alive(value: Any, make_callback: MakeCallback) -> Any:
    """The value with generators and callbacks in the place of their markers."""
    if type(value) is GeneratorSeed:
        return np.random.default_rng(value.seed)
    if type(value) is Callback:
        return make_callback(value.name)
    if type(value) in (list, tuple):
        return type(value)(_alive(item, make_callback) for item in value)
    if type(value) is dict:
        return {key: _alive(item, make_callback) for key, item in value.items()}
    return value


def _fingerprint(value: Any) -> Any:
    """What tells that a value was changed. None for what changes by being used: a generator, a callback."""
    if type(value) is np.ndarray:
        return value.dtype, value.shape, value.tobytes()
    try:
        return encode(plain(value))
    except NotSendable:
        return None
