"""Listen in on functions of the submission: every call is told to the examiner while the code runs.

The wrapper lives beside the code it listens to and can be fooled by it. A function that the examiner answers
(`answered`) cannot: what it was given and what it gave back are known on the other side.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from grader.learner.counting import plain
from grader.sandbox.frames import MAX_FRAME_BYTES, Encoded, NotSendable, encode

FLUSH_S = 0.05
MOST_WAITING = 500
# How many moves of the parameters a sketch compares with their gradients.
MOVES_LOOKED_AT = 40

Tell = Callable[[tuple[Any, ...]], None]
MakeCallback = Callable[[str], Callable[..., Any]]
Function = Callable[..., Any]


class Listening:
    """While the block runs, functions of `namespace` are listened to, as the options of the call ask.

    `listen`: names, or "Class.method", reported call by call; `sketch`: short reports, for long runs; `answered`:
    names that become functions of the examiner. No `contextmanager`: that writes to what is raised through it.
    """

    def __init__(
        self, namespace: MutableMapping[str, Any], options: Mapping[str, Any], tell: Tell, make_callback: MakeCallback
    ) -> None:
        self._namespace = namespace
        self._reports = Reports(tell)
        sketch = bool(options.get("sketch"))
        self._wanted: list[tuple[str, Callable[[Function], Function]]] = []
        for name in options.get("listen", ()):
            self._wanted.append((name, partial(self._wrapped, name, sketch)))
        for name in options.get("answered", ()):
            self._wanted.append((name, partial(_asked, make_callback(name))))
        self._undo: list[Callable[[], None]] = []

    def __enter__(self) -> None:
        for name, make in self._wanted:
            class_name, _, attribute = name.rpartition(".")
            if class_name:
                self._replace_method(self._namespace.get(class_name), attribute, make)
            else:
                self._replace_function(name, make)

    def __exit__(self, *_raised: object) -> None:
        for undo in reversed(self._undo):
            undo()
        self._reports.flush()

    def _wrapped(self, name: str, sketch: bool, old: Function) -> Function:
        return Sketched(name, old, self._reports).call if sketch else _listened(name, old, self._reports)

    def _replace_function(self, name: str, make: Callable[[Function], Function]) -> None:
        old = self._namespace.get(name)
        if not callable(old):
            return
        new = make(old)
        # Another name for the same function is the same function.
        for key in [key for key, value in self._namespace.items() if value is old]:
            self._namespace[key] = new
            self._undo.append(partial(self._namespace.__setitem__, key, old))

    def _replace_method(self, owner: Any, attribute: str, make: Callable[[Function], Function]) -> None:
        old = vars(owner).get(attribute) if isinstance(owner, type) else None
        if not callable(old):
            return

        def method(own: Any, *args: Any, **named: Any) -> Any:
            # The object itself cannot be sent: what is reported is what it was given.
            return make(partial(old, own))(*args, **named)

        setattr(owner, attribute, method)
        self._undo.append(lambda: setattr(owner, attribute, old))


class Reports:
    """Reports on their way to the examiner, a few at a time."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._waiting: list[Any] = []
        self._bytes = 0
        self._flushed = time.monotonic()

    def add(self, report: tuple[Any, ...], size: int = 0) -> None:
        if self._bytes + size > MAX_FRAME_BYTES // 2:
            self.flush()
        self._waiting.append(report)
        self._bytes += size
        if len(self._waiting) >= MOST_WAITING or time.monotonic() - self._flushed > FLUSH_S:
            self.flush()

    def flush(self) -> None:
        if self._waiting:
            self._tell(("heard", self._waiting))
        self._waiting, self._bytes, self._flushed = [], 0, time.monotonic()


def _listened(name: str, old: Function, reports: Reports) -> Function:
    """Reports (name, arguments before the call, answer); None for what cannot be sent."""
    in_order = _in_order(old)

    def listened(*args: Any, **named: Any) -> Any:
        given = _encoded(in_order(args, named))
        answer = old(*args, **named)
        came = _encoded(answer)
        size = sum(len(part.data) for part in (given, came) if part is not None)
        reports.add((name, given, came), size)
        return answer

    return listened


def _asked(ask: Function, old: Function) -> Function:
    """The examiner's function in the place of the learner's own."""
    in_order = _in_order(old)
    return lambda *args, **named: ask(*in_order(args, named))


def _in_order(function: Function) -> Callable[[tuple[Any, ...], dict[str, Any]], tuple[Any, ...]]:
    """Arguments given by name stand where the function's text has them."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return lambda args, named: (*args, *named.values())

    def ordered(args: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
        if not named:
            return args
        try:
            return signature.bind(*args, **named).args
        except TypeError:
            return (*args, *named.values())

    return ordered


def _encoded(value: Any) -> Encoded | None:
    try:
        data = encode(plain(value))
    except NotSendable:
        return None
    return Encoded(data) if len(data) <= MAX_FRAME_BYTES // 4 else None


class Sketched:
    """Reports (name, number of examples, loss, move): what a long run can afford.

    The move is the cosine between the last change of the parameters and the gradient before it: −1 straight down the
    hill, +1 straight up; None where nothing tells.
    """

    def __init__(self, name: str, old: Function, reports: Reports) -> None:
        self._name = name
        self._old = old
        self._reports = reports
        self._in_order = _in_order(old)
        self._before: tuple[Any, Any] | None = None
        self._looks_left = MOVES_LOOKED_AT

    def call(self, *args: Any, **named: Any) -> Any:
        given = self._in_order(args, named)
        move = self._move(given) if self._looks_left > 0 else None
        answer = self._old(*args, **named)
        if self._looks_left > 0:
            self._keep(given, answer)
        loss = _first_number(answer)
        self._reports.add((self._name, _length(given), loss, move))
        return answer

    def _move(self, given: Sequence[Any]) -> float | None:
        params = _arrays_by_name(given)
        if params is None or self._before is None:
            return None
        old, grads = self._before
        try:
            change = np.concatenate([np.ravel(params[key]) - old[key] for key in grads])
            slope = np.concatenate([np.ravel(grads[key]) for key in grads])
            size = float(np.linalg.norm(change) * np.linalg.norm(slope))
            return float(change @ slope) / size if size > 0 and np.isfinite(size) else None
        except (KeyError, TypeError, ValueError):
            return None

    def _keep(self, given: Sequence[Any], answer: Any) -> None:
        self._looks_left -= 1
        params = _arrays_by_name(given)
        grads = _arrays_by_name(answer if isinstance(answer, tuple) else (answer,))
        if params is None or grads is None:
            self._before = None
            return
        kept = {key: np.array(value, dtype=np.float64) for key, value in grads.items()}
        self._before = ({key: np.array(np.ravel(value)) for key, value in params.items()}, kept)


def _arrays_by_name(values: Sequence[Any]) -> Mapping[str, Any] | None:
    return next((value for value in values if type(value) is dict and value), None)


def _length(given: Sequence[Any]) -> int:
    first = given[0] if given else None
    if type(first) is np.ndarray:
        return len(first) if first.ndim else 0
    return len(first) if isinstance(first, (list, tuple)) else 0


def _first_number(answer: Any) -> float | None:
    first = answer[0] if type(answer) is tuple and answer else answer
    return float(first) if isinstance(first, (int, float, np.floating)) else None
