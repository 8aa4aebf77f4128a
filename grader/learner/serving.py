"""The call server in the learner's cage: runs the submission once, then answers typed calls.

Every answer echoes the nonce of its question. What the learner prints is sent on before the answer goes out.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NoReturn, Protocol

import numpy as np

from grader.learner.arguments import Arguments
from grader.learner.banning import index_numpy
from grader.learner.costs import Costs, Disturbance
from grader.learner.counting import codes_of, counted, plain
from grader.learner.disturbing import note_own_code, own_code_is_whole
from grader.learner.error_answers import Answer, error_answer, plain_error
from grader.learner.loading import Submission
from grader.learner.looking import LookServer
from grader.learner.printing import Printing
from grader.learner.rehearsing import REHEARSALS, SOURCE, StandIn
from grader.learner.spying import Listening
from grader.learner.tracing import Tracer
from grader.sandbox.frames import (
    MAX_DEPTH,
    MAX_FRAME_BYTES,
    Channel,
    ChannelClosed,
    Encoded,
    NotSendable,
    encode,
)

ENVELOPE_BYTES = 4096
RESULT = "result"
LOADED: Answer = ("loaded",)


def prepare() -> None:
    """Do once in the fork server what every child would else do first."""
    index_numpy()
    for _ in range(REHEARSALS):
        rehearse()
    note_own_code()


def rehearse() -> None:
    """Answer a few calls of our own."""
    submission = Submission(SOURCE, {})
    with np.errstate(all="ignore"):
        CallServer(StandIn(), submission, Printing()).run()
    submission.withdraw()


def serve(channel_fd: int, source: bytes, settings: dict[str, Any]) -> NoReturn:
    """Answer the examiner until it hangs up, then wait for the worker to end the process.

    The process does not end by itself: so a submission that exits is told apart from a grading that is done.
    """
    note_own_code()
    printing = Printing()
    printing.install()
    np.seterr(all="ignore")
    warnings.simplefilter("ignore")
    CallServer(Channel(channel_fd, accepts_markers=True), Submission(source, settings), printing).run()
    while True:
        time.sleep(60)


class Line(Protocol):
    """What leads to the examiner: a Channel, or in a rehearsal what stands in for one."""

    def send(self, nonce: int, value: Any) -> None: ...

    def receive(self) -> tuple[int, Any]: ...


class CallServer:
    """Answers calls to one submission over one channel."""

    def __init__(self, channel: Line, submission: Submission, printing: Printing) -> None:
        self._channel = channel
        self._submission = submission
        self._printing = printing
        self._nonce = 0
        self._looking = LookServer(submission.source, submission.file)
        submission.easel.connect(self._send_shown)

    def run(self) -> None:
        """Open with the facts and the first execution, then answer until the channel closes."""
        try:
            if self._send_facts():
                self._send(self._load())
                while True:
                    self._nonce, message = self._channel.receive()
                    self._send(self._answer_to(message))
        except ChannelClosed:
            return

    def _send_facts(self) -> bool:
        """Tell what the source says before any of it runs; False if it does not parse."""
        try:
            encoded = Encoded(encode(self._submission.facts()))
        except NotSendable as refused:
            self._send(plain_error("SyntaxError", f"the source holds {refused}"))
        except BaseException as error:
            self._send(error_answer(error, self._submission.sources))
        else:
            self._send(("parsed", encoded))
            return True
        return False

    def _send(self, answer: Answer | Encoded) -> None:
        self._printing.flush()
        self._submission.easel.flush()
        self._channel.send(self._nonce, answer)

    def _send_shown(self, shown: dict[str, Any]) -> None:
        """What the code shows goes out at once, in the middle of a call: the answer comes after it."""
        self._channel.send(self._nonce, ("shown", shown))

    def _load(self) -> Answer:
        try:
            self._submission.load()
        except ChannelClosed:
            raise
        except BaseException as error:
            return error_answer(error, self._submission.sources)
        return LOADED

    def _answer_to(self, message: tuple[Any, ...]) -> Answer | Encoded:
        kind, *rest = message
        if kind == "afresh":
            with self._submission.easel.covered():
                loaded = self._load()
            return self._answer_to(rest[0]) if loaded == LOADED else ("stale", loaded)
        if kind == "call":
            return self._call(*rest)[0]
        if kind == "calls":
            return self._call_all(*rest)
        if kind == "session":
            return self._session(*rest)
        if kind == "looks":
            with self._submission.easel.covered():
                return self._looking.answer(*rest)
        if kind == "trace":
            return self._trace(*rest)
        return self._load()

    def _call_all(self, calls: Sequence[tuple[Any, ...]]) -> Answer:
        """The answers in order, up to and including the first that is no value."""
        answers: list[Encoded] = []
        total_bytes = 0
        for name, args, options in calls:
            answer, is_value = self._call(name, args, options)
            total_bytes += len(answer.data)
            if total_bytes > MAX_FRAME_BYTES - ENVELOPE_BYTES:
                answer, is_value = _encoded(("unsendable", "answers of more than 32 MiB together", "")), False
            answers.append(answer)
            if not is_value:
                break
        return ("answers", answers)

    def _call(self, name: str, args: tuple[Any, ...], options: Mapping[str, Any]) -> tuple[Encoded, bool]:
        """The answer to one call, and whether it is a value."""
        function = self._submission.function(name)
        if not callable(function):
            return _encoded(("missing", name)), False
        return self._answer_of(lambda arguments: function(*arguments.values), args, options)

    def _session(self, source: str, variables: dict[str, Any], options: Mapping[str, Any]) -> Encoded:
        """Run a driver in a copy of the submission's namespace; its variable `result` is the value."""

        def drive(arguments: Arguments) -> Any:
            namespace = dict(vars(self._submission.module))
            namespace.update(zip(variables, arguments.values, strict=True))
            exec(compile(source, "session.py", "exec", dont_inherit=True), namespace)  # noqa: S102 - the author's
            return namespace.get(RESULT)

        return self._answer_of(drive, tuple(variables.values()), options)[0]

    def _trace(self, name: str, args: tuple[Any, ...], options: Mapping[str, bool]) -> Encoded:
        """The answer to one call, and what was seen of it line by line."""
        tracer = Tracer(self._submission.file, self._submission.source)
        function = self._submission.function(name)

        def follow(arguments: Arguments) -> Any:
            with tracer:
                return function(*arguments.values)

        missing = _encoded(("missing", name))
        answer = self._answer_of(follow, args, options)[0] if callable(function) else missing
        return _encoded(("traced", answer, tracer.told()))

    def _answer_of(
        self, run: Callable[[Arguments], Any], args: tuple[Any, ...], options: Mapping[str, Any]
    ) -> tuple[Encoded, bool]:
        counts = bool(options.get("counted_arguments"))
        try:
            arguments = Arguments(args, self._callback, counted=counts, guard=options.get("guard", True))
            raising = np.errstate(over="raise", invalid="raise", divide="raise")
            strict = raising if options.get("strict") else nullcontext()
            counting = self._counting(options) if options.get("count") else nullcontext()
            with strict, counting as costs, self._listening(options):
                result = run(arguments)
            value = encode(plain(result) if counts else result, depth=MAX_DEPTH)
            return self._value(value, arguments, costs), True
        except ChannelClosed:
            raise
        except NotSendable as refused:
            return _encoded(("unsendable", refused.type_name, refused.where)), False
        except BaseException as error:
            return _encoded(error_answer(error, self._submission.sources)), False

    def _listening(self, options: Mapping[str, Any]) -> AbstractContextManager[None]:
        if not options.get("listen") and not options.get("answered"):
            return nullcontext()
        return Listening(vars(self._submission.module), options, self._tell, self._callback)

    def _tell(self, message: tuple[Any, ...]) -> None:
        """Say something that asks for no answer."""
        self._channel.send(self._nonce, message)

    def _counting(self, options: Mapping[str, Any]) -> AbstractContextManager[Costs]:
        if not own_code_is_whole():
            return nullcontext(Costs(disturbed=Disturbance.REPLACED))
        codes = codes_of(vars(self._submission.module), options.get("calls", ()))
        return counted(self._submission.sources, codes, arrays=bool(options.get("counted_arguments")))

    def _value(self, value: bytes, arguments: Arguments, costs: Costs | None) -> Encoded:
        notes: dict[str, Any] = {
            "mutated": arguments.changed(),
            "printed": self._printing.printed_since_last(),
            **(costs.as_notes() if costs is not None else {}),
        }
        return _encoded(("value", Encoded(value), notes))

    def _callback(self, name: str) -> Callable[..., Any]:
        """A function in the learner's hands that the examiner answers."""

        def ask(*args: Any) -> Any:
            try:
                self._channel.send(self._nonce, ("callback", name, plain(args)))
            except NotSendable as refused:
                raise TypeError(f"`{name}` was called with {refused}, which it does not take") from None
            _nonce, message = self._channel.receive()
            if message[0] == "refused":
                raise TypeError(message[1])
            return message[1]

        ask.__name__ = name
        return ask


def _encoded(answer: Answer) -> Encoded:
    return Encoded(encode(answer))
