"""The desk at which one check is taken: it asks the learner, holds the answer against the contract, and records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.contract import FunctionContract, Violation, ViolationKind, bind_arguments, judge_returned
from grader.exam.casework import case_of
from grader.exam.comparing import differences
from grader.exam.failing import AuthorFault, CheckFailed, FailureKind, LearnerRaised, NotAttempted
from grader.exam.mending import mended
from grader.exam.reference import Reference
from grader.exam.showing import shown_by_learner
from grader.exam.source import Source
from grader.exam.subject import PLAINLY, Call, How, Missing, Raised, Reply, Returned, Subject, Unsendable
from grader.exam.turned import turned_gradient


@dataclass(frozen=True)
class Recorded:
    """A call that an exam made, and what came back."""

    check: str
    call: Call
    reply: Reply


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
        call = Call(name, tuple(args), how)
        return self._judged(contract, call, self._record(call, self.subject.call(call)))

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
        return [Call(name, tuple(case), how) for case in cases]

    def fail_contract(self, contract: FunctionContract, args: Sequence[Any], value: Any) -> CheckFailed | None:
        """What of the contract the answer breaks, in one sentence, or None."""
        bindings = bind_arguments(contract.arguments, args)
        given = {one.name: arg for one, arg in zip(contract.arguments, args, strict=False)}
        violation = judge_returned(value, contract.returns, bindings, given)
        return None if violation is None else self._broken(contract, args, value, violation)

    def _ready(self, name: str, *counts: int) -> FunctionContract:
        contract = self.contract_of(name)
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
        self.records.append(Recorded(self.check, call, reply))
        if self.open and isinstance(reply, Returned):
            self.pictures += shown_by_learner(reply.notes)
        return reply

    def _judged(self, contract: FunctionContract, call: Call, reply: Reply) -> Returned:
        match reply:
            case Missing():
                raise self._failure(contract, f"There is no function `{contract.name}`.", "missing")
            case Unsendable(type_name, where):
                place = f" at `{where}`" if where else ""
                sentence = f"`{contract.name}` gave back {type_name}{place}: {_asked(contract)}."
                raise self._failure(contract, sentence, "unsendable")
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


def _asked(contract: FunctionContract) -> str:
    names = ", ".join(part.name for part in contract.returns if part.name)
    return f"the contract asks for {names}" if names else "the contract asks for numbers and arrays"
