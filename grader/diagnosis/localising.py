"""Where it first goes wrong: which function, and in it which line, told by what the right value there would mend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.contract import FunctionContract
from grader.diagnosis.alike import values_alike
from grader.diagnosis.edits import what_is_off
from grader.diagnosis.labels import labels_of
from grader.diagnosis.mended import Mended
from grader.diagnosis.swapping import find_mending
from grader.exam.calling import Recorded
from grader.exam.cases import Case, count_numbers
from grader.exam.comparing import differences
from grader.exam.sitting import Sitting
from grader.exam.subject import Raised, Returned
from grader.verdict import Certainty, Diagnosis

WITHIN = 1e-6
MOST_NUMBERS = 2_000
MOST_RECORDS = 16
CASES = 2
AND_MORE = "More may follow once it is right."


def localise(sitting: Sitting, answers: Sequence[Recorded], *, is_alone: bool = True) -> Diagnosis | None:
    """The function and the line where the first error lies; None where neither values nor calls tell.

    `is_alone`: nothing else has been found, so that also the only line of a function is worth saying.
    """
    return _Localising(sitting, [*answers, *sitting.records], is_alone).told()


@dataclass(frozen=True)
class _Localising:
    sitting: Sitting
    records: Sequence[Recorded]
    is_alone: bool

    def told(self) -> Diagnosis | None:
        failing = self.sitting.failures[0].function
        below = self._below(failing)
        known = {name: right for name in below if (right := self._is_right(name)) is not None}
        wrong = [name for name in below if known.get(name) is False]
        function = wrong[0] if wrong else failing
        contract = next((one for one in self.sitting.paper.functions if one.name == function), None)
        if contract is None:
            return None
        helped = [name for name in below if known.get(name)]
        mended = self._mending(contract, frozenset(helped))
        if wrong:
            return self._of_earlier(contract, failing, mended)
        return self._of_this(contract, helped, mended)

    def _of_earlier(self, contract: FunctionContract, failing: str, mended: Mended | None) -> Diagnosis:
        sentence = f"`{contract.name}` is off already, and `{failing}` builds on it."
        line = self._line(contract, mended) if mended else ""
        return _diagnosis("earlier-function", contract.name, " ".join([sentence, line or AND_MORE]))

    def _of_this(self, contract: FunctionContract, helped: Sequence[str], mended: Mended | None) -> Diagnosis | None:
        name = contract.name
        right = f"{_listed(helped)} {'is' if len(helped) == 1 else 'are'} right, so it lies in `{name}` itself."
        parts = self._parts(contract)
        if mended is not None:
            line = self._line(contract, mended)
            told = " ".join(one for one in (right if helped else "", line, parts) if one)
            if line:
                return _diagnosis("first-wrong-line", name, told)
        if helped:
            return _diagnosis("this-function", name, f"{right} {parts}".strip())
        return _diagnosis("part-of-answer", name, parts) if parts else None

    def _line(self, contract: FunctionContract, mended: Mended) -> str:
        """What the swap has shown, in words; names and lines only as far as the learner's text holds them."""
        source, place = self.sitting.source, mended.place
        if not source.holds_line(place.function, place.line):
            return ""
        mine = source.assigned_in(place.function)
        if mended.is_one_line:
            off = self._within(mended) or (self._within(mended.inside) if mended.inside is not None else "")
            if off or not (self.is_alone or mended.stopped):
                return off
        named = [name for name in place.targets if name in mine]
        at = f"line {place.line}" + (f", `{named[max(mended.part, 0)]}`" if len(named) > max(mended.part, 0) else "")
        at += f" of `{place.function}`" if place.function != contract.name else ""
        whole = f"the whole answer of `{contract.name}` is right"
        mends = whole if not mended.left else f"{_listed(_missing(mended.wrong, mended.left))} would be right"
        if mended.left == mended.wrong and not mended.is_first:
            return f"It stops at {at}."
        if not mended.is_first:
            return f"Look at {at}, and at what goes into it. With the right value there, {mends}. {AND_MORE}"
        before = [name for one in mended.before for name in one.targets if one.function == place.function]
        until = [name for name in before if name in mine and name not in named]
        reached = f"Right up to `{until[-1]}`; it" if until else "It"
        if mended.left == mended.wrong:
            return f"{reached} stops at {at}."
        verb = "stops" if mended.stopped else "first goes wrong"
        more = f" {AND_MORE}" if mended.left else ""
        return f"{reached} {verb} at {at}. With the right value there, {mends}.{more}"

    def _within(self, mended: Mended) -> str:
        """What of the line is off; empty where that is not known."""
        known, place, source = mended.expression, mended.place, self.sitting.source
        if known is None or not source.holds_line(place.function, place.line):
            return ""
        return what_is_off(known, place, source, is_first=mended.is_first)

    def _mending(self, contract: FunctionContract, known_right: frozenset[str]) -> Mended | None:
        strict = False
        wrong = [one for one in self._calls_of(contract.name) if self._is_wrong(contract, one)]
        small = [one for one in wrong if count_numbers(one.call.args) <= MOST_NUMBERS]
        gentle = [one for one in small if not one.call.how.strict]
        if small and not gentle:
            gentle, strict = small, True
        cases = _different([one.call.args for one in gentle])[:CASES]
        errors = [one.reply.error.line for one in gentle if isinstance(one.reply, Raised)]
        line = errors[0] if errors else None
        return (
            find_mending(self.sitting, contract, cases, known_right, strict=strict, error_line=line) if cases else None
        )

    def _below(self, function: str) -> list[str]:
        """The exercise's functions that `function` is built on, its own helpers followed, in the exercise's order."""
        found: set[str] = set()
        waiting = [function]
        while waiting:
            called = self.sitting.source.calls_in(waiting.pop())
            fresh = {name for name in called if name in self.sitting.source.names and name not in found}
            found |= fresh
            waiting += fresh
        return [one.name for one in self.sitting.paper.functions if one.name in found and one.name != function]

    def _is_right(self, name: str) -> bool | None:
        """Did every call of `name` that was answered get the author's answer? None where there was none."""
        contract = next(one for one in self.sitting.paper.functions if one.name == name)
        seen = [one for one in self._calls_of(name) if isinstance(one.reply, (Returned, Raised))]
        return not any(self._is_wrong(contract, one) for one in seen) if seen else None

    def _calls_of(self, name: str) -> list[Recorded]:
        """Fresh ones first, and not more than tell enough."""
        return [one for one in self.records if one.call.name == name and one.call.is_plain][:MOST_RECORDS]

    def _is_wrong(self, contract: FunctionContract, record: Recorded) -> bool:
        truth = self.sitting.reference.answer_or_none(contract.name, record.call.args)
        if truth is None:
            return False
        if isinstance(record.reply, Returned):
            return not values_alike(record.reply.value, truth) and bool(
                differences(record.reply.value, truth, contract.returns, WITHIN)
            )
        return isinstance(record.reply, Raised)

    def _parts(self, contract: FunctionContract) -> str:
        """Which parts of a composite answer are right and which are off."""
        first = self.sitting.failures[0].check.id
        answers = [one for one in self.records if one.call.name == contract.name and one.check == first]
        wrong = [one for one in answers if isinstance(one.reply, Returned) and self._is_wrong(contract, one)]
        if not wrong or not isinstance(wrong[0].reply, Returned):
            return ""
        truth = self.sitting.reference.answer_or_none(contract.name, wrong[0].call.args)
        every = labels_of(truth, contract)
        found = [one.where for one in differences(wrong[0].reply.value, truth, contract.returns, WITHIN)]
        right, off = _missing(every, found), [name for name in found if name in every]
        return f"Right: {_listed(right)}. Off: {_listed(off)}." if off == found and right else ""


def _different(cases: Sequence[Case]) -> list[Case]:
    """The largest first: with one column or one example many values look alike."""
    ordered = sorted(cases, key=count_numbers, reverse=True)
    return [case for place, case in enumerate(ordered) if not any(values_alike(case, one) for one in ordered[:place])]


def _missing(every: Sequence[str], some: Sequence[str]) -> list[str]:
    return [one for one in every if one not in some]


def _listed(labels: Sequence[str]) -> str:
    shown = [f"`{label}`" for label in labels if label]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 2 else shown)


def _diagnosis(name: str, where: str, sentence: str) -> Diagnosis:
    return Diagnosis(name, where, sentence, Certainty.LOCALISED)
