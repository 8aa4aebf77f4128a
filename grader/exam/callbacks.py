"""Functions of the exam that the learner's code calls: answered here, in the middle of a call, and recorded here.

Nothing that the learner's code does with them can be the author's fault: what they cannot answer is refused, and
becomes a TypeError at the learner's line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import CellType, TracebackType
from types import FunctionType as PythonFunction
from typing import Any

import numpy as np

from grader.contract import bind_arguments, judge_returned
from grader.contract.types import FunctionType
from grader.sandbox.wire import Callback

MOST_CALLS = 20_000
MOST_NUMBERS = 4_000_000


class Refused(Exception):
    """A question that a function of the exam does not answer; the text is for the learner."""


@dataclass(frozen=True)
class SeenCall:
    """One call by the learner's code: what was handed over, before it could be changed, and what came back."""

    name: str
    args: tuple[Any, ...]
    answer: Any


@dataclass
class CallLog:
    """Calls in the order in which they came, bounded in number and in size."""

    calls: list[SeenCall] = field(default_factory=list)
    is_open: bool = True
    _numbers: int = 0

    def has_room(self) -> bool:
        return len(self.calls) < MOST_CALLS and self._numbers < MOST_NUMBERS

    def add(self, call: SeenCall) -> None:
        if self.is_open and self.has_room():
            self.calls.append(call)
            self._numbers += _count(call.args) + _count(call.answer)


@dataclass
class Served:
    """A function of the exam as an argument. Called here, by reference or exam, it records nothing."""

    name: str
    function: Callable[..., Any]
    log: CallLog
    kind: FunctionType | None = None

    def __post_init__(self) -> None:
        self.function = _settled(self.function)

    def __call__(self, *args: Any) -> Any:
        return self.function(*args)

    def __copy__(self) -> Served:
        return self

    def __repr__(self) -> str:
        return self.name

    def answer(self, args: tuple[Any, ...]) -> Any:
        """What the learner's code gets. Raises Refused."""
        self._check(args)
        if self.log.is_open and not self.log.has_room():
            raise Refused(f"`{self.name}` was asked too much: {len(self.log.calls)} times.")
        try:
            with np.errstate(all="ignore"):
                answer = self.function(*_copied(args))
        except Exception as error:
            shapes = ", ".join(_described(arg) for arg in args) or "nothing"
            raise Refused(f"`{self.name}` has no answer for {shapes}.") from error
        self.log.add(SeenCall(self.name, args, answer))
        return answer

    def _check(self, args: tuple[Any, ...]) -> None:
        if self.kind is None:
            return
        declared = self.kind.arguments
        if len(args) != len(declared):
            names = ", ".join(one.name for one in declared)
            raise Refused(f"`{self.name}` takes {len(declared)} arguments ({names}); it was called with {len(args)}.")
        given = {one.name: arg for one, arg in zip(declared, args, strict=True)}
        for one, arg in zip(declared, args, strict=True):
            violation = judge_returned(arg, (one,), bind_arguments(declared, args), given)
            if violation is not None:
                raise Refused(f"`{self.name}` was called with something else than it takes. {violation.sentence}")


class Callbacks:
    """`with exam.callbacks(grad=f) as seen:` gives `seen.grad` to hand over, and `seen.calls`, in order."""

    def __init__(self, functions: Mapping[str, Callable[..., Any]]) -> None:
        self._log = CallLog()
        self._served = {name: Served(name, function, self._log) for name, function in functions.items()}

    def __getattr__(self, name: str) -> Served:
        if name.startswith("_") or name not in self._served:
            raise AttributeError(name)
        return self._served[name]

    def __enter__(self) -> Callbacks:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._log.is_open = False

    @property
    def calls(self) -> list[SeenCall]:
        return self._log.calls

    def calls_of(self, name: str) -> list[SeenCall]:
        return [call for call in self.calls if call.name == name]


def with_markers(args: Any, found: dict[str, Served]) -> Any:
    """The arguments as they are sent: a marker for each function of the exam, which is put into `found`."""
    if isinstance(args, Served):
        found[args.name] = args
        return Callback(args.name)
    if isinstance(args, (list, tuple)):
        return type(args)(with_markers(part, found) for part in args)
    if isinstance(args, dict):
        return {key: with_markers(part, found) for key, part in args.items()}
    return args


def served(args: Sequence[Any], declared: Sequence[Any]) -> tuple[Any, ...]:
    """The arguments with plain functions made into served ones, by their names and types in the contract."""
    found: list[Any] = []
    for place, arg in enumerate(args):
        argument = declared[place] if place < len(declared) else None
        if not isinstance(arg, Served) and callable(arg):
            arg = Served(argument.name if argument else f"argument {place + 1}", arg, CallLog(is_open=False))
        if isinstance(arg, Served) and argument is not None and isinstance(argument.type, FunctionType):
            arg.kind = argument.type
        found.append(arg)
    return tuple(found)


def _settled(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function with the outer variables as they are now.

    A lambda in a loop looks its variables up when it is called; the diagnosis calls it once more after the loop.
    """
    if not isinstance(function, PythonFunction) or not function.__closure__:
        return function
    cells = tuple(map(_settled_cell, function.__closure__))
    settled = PythonFunction(
        function.__code__, function.__globals__, function.__name__, function.__defaults__, closure=cells
    )
    settled.__kwdefaults__ = function.__kwdefaults__
    return settled


def _settled_cell(cell: CellType) -> CellType:
    try:
        return CellType(cell.cell_contents)
    except ValueError:
        # Not bound yet: a function that calls itself.
        return cell


def _copied(args: tuple[Any, ...]) -> tuple[Any, ...]:
    """Copies: the exam's function may change what it gets, the record must not."""
    return tuple(arg.copy() if isinstance(arg, (np.ndarray, dict, list)) else arg for arg in args)


def _described(value: Any) -> str:
    return f"an array of shape {value.shape}" if isinstance(value, np.ndarray) else f"a {type(value).__name__}"


def _count(value: Any) -> int:
    if isinstance(value, Mapping):
        return sum(map(_count, value.values()))
    if isinstance(value, (list, tuple)):
        return sum(map(_count, value))
    return int(value.size) if isinstance(value, np.ndarray) else 1
