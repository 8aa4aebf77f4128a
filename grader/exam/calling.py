"""The desk at which one check is taken: it asks the learner, holds the answer against the contract, and records."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.contract import FunctionContract, Violation, ViolationKind, bind_arguments, judge_returned
from grader.exam.callbacks import served
from grader.exam.casework import case_of
from grader.exam.comparing import differences
from grader.exam.curves import Pace, Tell
from grader.exam.failing import AuthorFault, CheckFailed, FailureKind, LearnerRaised, NotAttempted
from grader.exam.marks import SEEDS, Measured
from grader.exam.mending import mended
from grader.exam.reference import Reference
from grader.exam.source import Source
from grader.exam.spying import Listening
from grader.exam.subject import (
    PLAINLY,
    Asked,
    Call,
    How,
    LearnerSubject,
    Missing,
    Raised,
    Reply,
    Returned,
    Subject,
    Unsendable,
)
from grader.exam.turned import turned_gradient
from grader.exam.unsendable import unsendable_in_words


@dataclass(frozen=True)
class Recorded:
    """A call that an exam made, and what came back."""

    check: str
    call: Call
    reply: Reply


@dataclass(frozen=True)
class Ahead:
    """A call that was sent and is still to be judged."""

    contract: FunctionContract
    call: Call
    asked: Asked
    judge: Callable[[Any], None]


@dataclass
class Desk:
    """What one check may use. `open`: the learner may see its inputs; `fixed_data`: its inputs are always the same."""

    check: str
    functions: Mapping[str, FunctionContract]
    subject: Subject
    reference: Reference
    source: Source
    untouched: frozenset[str]
    open: bool
    fixed_data: bool = False
    asserted: bool = False
    records: list[Recorded] = field(default_factory=list)
    pictures: list[Mapping[str, Any]] = field(default_factory=list)
    listening: Listening | None = None
    tell_curve: Tell | None = None
    pace: Pace = field(default_factory=Pace)
    training_seeds: Sequence[int] = SEEDS
    measured: list[Measured] = field(default_factory=list)
    ahead: deque[Ahead] = field(default_factory=deque)

    @property
    def shows_numbers(self) -> bool:
        return self.open and not self.fixed_data

    def contract_of(self, name: str) -> FunctionContract:
        if name not in self.functions:
            raise AuthorFault(f"The contract in exercise.toml has no function `{name}`.")
        return self.functions[name]

    def call(self, name: str, args: Sequence[Any], how: How = PLAINLY) -> Any:
        """The learner's answer, as the contract wants it."""
        return self.ask(name, args, how).value

    def ask(self, name: str, args: Sequence[Any], how: How = PLAINLY) -> Returned:
        """The learner's answer with the notes of its call. Raises CheckFailed, LearnerRaised or NotAttempted."""
        contract = self._ready(name, len(args))
        call = self.calls_of(name, [args], how)[0]
        return self._judged(contract, call, self._record(call, self.subject.call(call)))

    def reply_to(self, call: Call) -> Reply:
        """The reply to a call that no contract declares: a session."""
        self.asserted = True
        return self._record(call, self.subject.call(call))

    @property
    def may_ask_ahead(self) -> bool:
        """Whether a call may be sent before the calls ahead of it are answered: nobody listens, nothing is shown."""
        return not self.open and self.listening is None and isinstance(self.subject, LearnerSubject)

    def ask_ahead(self, name: str, args: Sequence[Any], judge: Callable[[Any], None]) -> None:
        """Send a call; `judge` gets the answer, held against the contract, when the desk settles."""
        contract = self._ready(name, len(args))
        call = self.calls_of(name, [args])[0]
        if not call.is_plain or not isinstance(self.subject, LearnerSubject):
            judge(self._judged(contract, call, self._record(call, self.subject.call(call))).value)
            return
        self.ahead.append(Ahead(contract, call, self.subject.ask_ahead(call), judge))

    def settle(self) -> None:
        """Judge what was asked ahead, in order; raises the first failure, and nothing is left of the rest."""
        try:
            while self.ahead:
                one = self.ahead.popleft()
                reply = one.asked.reply()
                self.records.append(Recorded(self.check, one.call, reply))
                one.judge(self._judged(one.contract, one.call, reply).value)
        finally:
            self.ahead.clear()

    def ask_all(self, name: str, cases: Sequence[Sequence[Any]], how: How = PLAINLY) -> list[Returned]:
        """The answers to independent cases of one function, in one exchange."""
        contract = self._ready(name, *(len(case) for case in cases))
        calls = self.calls_of(name, cases, how)
        replies = [self._record(call, reply) for call, reply in zip(calls, self.subject.call_all(calls), strict=False)]
        return [self._judged(contract, call, reply) for call, reply in zip(calls, replies, strict=False)]

    def try_all(self, name: str, cases: Sequence[Sequence[Any]]) -> list[Reply]:
        """The replies to independent cases as they came: shorter than `cases` where one was no answer."""
        self._ready(name, *(len(case) for case in cases))
        return self.subject.call_all(self.calls_of(name, cases))

    def calls_of(self, name: str, cases: Sequence[Sequence[Any]], how: How = PLAINLY) -> list[Call]:
        declared = self.contract_of(name).arguments
        return [Call(name, served(case, declared), how, self.listening) for case in cases]

    def fail_contract(self, contract: FunctionContract, args: Sequence[Any], value: Any) -> CheckFailed | None:
        """What of the contract the answer breaks, in one sentence, or None."""
        bindings = bind_arguments(contract.arguments, args)
        given = {one.name: arg for one, arg in zip(contract.arguments, args, strict=False)}
        violation = judge_returned(value, contract.returns, bindings, given)
        return None if violation is None else self._broken(contract, args, value, violation)

    def _ready(self, name: str, *counts: int) -> FunctionContract:
        contract = self.contract_of(name)
        if contract.is_method:
            raise AuthorFault(f"`{name}` is a method: ask it in a session.")
        for count in counts:
            if not contract.required <= count <= len(contract.arguments):
                raise AuthorFault(
                    f"`{name}` takes {len(contract.arguments)} arguments by its contract; given: {count}."
                )
        self.asserted = True
        if name in self.untouched:
            raise NotAttempted(name)
        return contract

    def _record(self, call: Call, reply: Reply) -> Reply:
        self.settle()
        self.records.append(Recorded(self.check, call, reply))
        return reply

    def _judged(self, contract: FunctionContract, call: Call, reply: Reply) -> Returned:
        match reply:
            case Missing():
                sentence = f"There is no function `{contract.name}` in your code. Has its `def` another name?"
                raise self._failure(contract, sentence, "missing")
            case Unsendable(type_name, where):
                raise self._failure(contract, unsendable_in_words(contract, call.args, type_name, where), "unsendable")
            case Raised(error):
                self._wrong_arity(contract, len(call.args), error.type)
                raise LearnerRaised(contract.name, error)
            case Returned():
                failure = self.fail_contract(contract, call.args, reply.value)
                if failure is not None:
                    raise failure
        return reply

    def _wrong_arity(self, contract: FunctionContract, count: int, error_type: str) -> None:
        if error_type == "TypeError" and self.source.takes(contract.name, count) is False:
            wanted = ", ".join(argument.name for argument in contract.arguments)
            yours = ", ".join(self.source.arguments_of(contract.name)) or "none"
            sentence = (
                f"`{contract.name}` should take {len(contract.arguments)} arguments ({wanted}); yours takes {yours}."
            )
            raise self._failure(contract, sentence, "arity")

    def _broken(self, contract: FunctionContract, args: Sequence[Any], value: Any, violation: Violation) -> CheckFailed:
        sentence = f"`{contract.name}`: {violation.sentence}"
        if violation.kind is ViolationKind.WRONG_CONTAINER and self._right_values(contract, args, value):
            sentence = f"`{contract.name}`: right values, wrong container. {violation.sentence}"
        failure = self._failure(contract, sentence, violation.kind.value)
        compared = {"kind": "compare", "expected": violation.expected, "got": violation.got}
        failure.where = violation.where
        failure.safe_figures = [compared]
        failure.figures = [
            compared,
            *self._picture(contract, args, value, violation),
            *case_of(contract, args).figures(),
        ]
        return failure

    def _picture(
        self, contract: FunctionContract, args: Sequence[Any], value: Any, violation: Violation
    ) -> list[Mapping[str, Any]]:
        """Raw numbers: only for the figures of an open check."""
        if violation.kind is not ViolationKind.WRONG_SHAPE or not self.shows_numbers:
            return []
        truth = self.reference.answer_or_none(contract.name, tuple(args))
        figure = turned_gradient(contract, args, violation.where, value, truth)
        return [] if figure is None else [figure]

    def _right_values(self, contract: FunctionContract, args: Sequence[Any], value: Any) -> bool:
        truth = self.reference.answer_or_none(contract.name, tuple(args))
        return truth is not None and not differences(mended(value, truth), truth, contract.returns, 1e-9)

    def _failure(self, contract: FunctionContract, sentence: str, measure: str) -> CheckFailed:
        # Shapes, kinds and counts only: such a sentence may stand in either phase.
        return CheckFailed(FailureKind.CONTRACT, sentence, sentence, function=contract.name, measure=measure)
