"""The probes that every exercise gets without asking. Each uses only what the reference also holds for its inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.bundling.standard_checks import STANDARD_CHECKS, StandardProbe
from grader.contract import Batching, FunctionContract
from grader.contract.types import ArrayType, NumberKind, NumberType
from grader.exam.batching import batch_axis, batch_size, chosen_rows, with_rows
from grader.exam.calling import Desk, Recorded
from grader.exam.cases import Case, drawn_cases, makes_sense, recorded_cases
from grader.exam.casework import case_of
from grader.exam.comparing import differences, equal
from grader.exam.determinism import judge_same_seed, same_seed
from grader.exam.drawing import Draws
from grader.exam.failing import CheckFailed, FailureKind, LearnerRaised
from grader.exam.subject import Returned

COPIES = 3
SAME = 1e-9
APPLIES = {check.probe: check.applies for check in STANDARD_CHECKS}


@dataclass(frozen=True)
class Probing:
    """What a probe works with: the desk, this grading's draws, and the calls that earlier checks made.

    `found` keeps the cases of each function from one probe to the next.
    """

    desk: Desk
    draws: Draws
    records: Sequence[Recorded]
    found: dict[str, list[Case]]

    def cases(self, contract: FunctionContract) -> list[Case]:
        """The exam's own inputs where there are any, else inputs drawn from the contract."""
        if contract.name not in self.found:
            own = recorded_cases(self.desk, contract, self.records)
            drawn = [] if len(own) > 1 else drawn_cases(self.desk, contract, self.draws)
            self.found[contract.name] = own + drawn
        return self.found[contract.name]


def run_probe(probe: StandardProbe, probing: Probing, functions: Sequence[FunctionContract]) -> None:
    """Raises CheckFailed or LearnerRaised for the first of `functions` that the probe finds wrong."""
    probing.desk.asserted = True
    for contract in functions:
        if not contract.is_method and APPLIES[probe](contract):
            PROBES[probe](probing, contract)


def _types(probing: Probing, contract: FunctionContract) -> None:
    drawn = drawn_cases(probing.desk, contract, probing.draws)
    cases = drawn or recorded_cases(probing.desk, contract, probing.records)
    if cases:
        probing.desk.ask_all(contract.name, cases)


def _untouched(probing: Probing, contract: FunctionContract) -> None:
    answered = [
        record.reply
        for record in probing.records
        if record.call.name == contract.name and isinstance(record.reply, Returned)
    ]
    if not answered:
        answered = probing.desk.ask_all(contract.name, probing.cases(contract) or [])
    changed = sorted({place for reply in answered for place in reply.mutated})
    if changed:
        names = [argument.name for argument in contract.arguments]
        name = names[changed[0]] if 0 <= changed[0] < len(names) else "an argument"
        sentence = (
            f"`{contract.name}` changed `{name}`, which it was given. Someone else still needs it: make a new array."
        )
        raise _failed(FailureKind.UNTOUCHED, contract, sentence, name)


def _same_seed(probing: Probing, contract: FunctionContract) -> None:
    cases = probing.cases(contract)[:2]
    if not cases:
        return
    if len(cases) == 1:
        same_seed(probing.desk, contract.name, cases[0])
        return
    first, second, _, third = (
        reply.value for reply in probing.desk.ask_all(contract.name, [cases[0], cases[0], cases[1], cases[0]])
    )
    judge_same_seed(contract, first, second)
    if differences(third, first, contract.returns, SAME):
        sentence = f"`{contract.name}` answers differently after another call: something is kept between calls."
        raise _failed(FailureKind.DETERMINISM, contract, sentence, contract.name)


def _int_and_float(probing: Probing, contract: FunctionContract) -> None:
    for case in probing.cases(contract)[:2]:
        whole, decimal = _rounded(contract, case, np.int64), _rounded(contract, case, np.float64)
        if not (makes_sense(probing.desk, contract, whole) and makes_sense(probing.desk, contract, decimal)):
            continue
        of_whole, of_decimal = (probing.desk.reference.answer(contract.name, one) for one in (whole, decimal))
        if differences(of_whole, of_decimal, contract.returns, SAME):
            continue
        expected, got = _of_decimal_and_whole(probing, contract, decimal, whole)
        if differences(got, expected, contract.returns, SAME):
            sentence = (
                f"`{contract.name}` gives another answer for whole numbers than for the same numbers as decimals: "
                "an array of whole numbers cuts fractions off."
            )
            raise _failed(FailureKind.PROPERTY, contract, sentence, contract.name, whole)


def _of_decimal_and_whole(probing: Probing, contract: FunctionContract, decimal: Case, whole: Case) -> tuple[Any, Any]:
    """Both answers. What stops on whole numbers alone is told as that, not as an exception without a text."""
    try:
        expected, got = probing.desk.ask_all(contract.name, [decimal, whole])
    except LearnerRaised as raised:
        probing.desk.ask(contract.name, decimal)
        line = f" at line {raised.error.line}" if raised.error.line else ""
        sentence = (
            f"`{contract.name}` stops{line} on whole numbers, though not on the same numbers as decimals: "
            "decimals do not fit into an array of whole numbers."
        )
        raise _failed(FailureKind.PROPERTY, contract, sentence, contract.name, whole) from raised
    return expected.value, got.value


def _copies(probing: Probing, contract: FunctionContract) -> None:
    for case in probing.cases(contract)[:2]:
        if not batch_size(contract, case):
            continue
        one, many = chosen_rows(contract, case, [0]), chosen_rows(contract, case, [0] * COPIES)
        truths = [probing.desk.reference.answer_or_none(contract.name, rows) for rows in (one, many)]
        if any(truth is None for truth in truths) or _copies_differ(contract, *truths):
            continue
        single, copied = (reply.value for reply in probing.desk.ask_all(contract.name, [one, many]))
        if _copies_differ(contract, single, copied):
            raise _failed(FailureKind.PROPERTY, contract, _copies_sentence(contract), contract.name, many)


def _copies_sentence(contract: FunctionContract) -> str:
    asked = {
        Batching.ROWS: "each copy should get the answer that it gets alone",
        Batching.MEAN: "a mean over copies is the value of one",
        Batching.SUM: f"a sum over {COPIES} copies is {COPIES} times the value of one",
    }
    return f"`{contract.name}` answers {COPIES} copies of one example differently: {asked[_over(contract)]}."


def _over(contract: FunctionContract) -> Batching:
    return contract.over_batch or Batching.ROWS


def _copies_differ(contract: FunctionContract, single: Any, copied: Any) -> bool:
    for kind, one, many in _parts(contract, single, copied):
        axis = batch_axis(kind, contract.batch)
        if axis is not None:
            if _over(contract) is Batching.ROWS and not equal(many, np.repeat(one, COPIES, axis=axis), SAME):
                return True
        elif _over(contract) is not Batching.ROWS:
            times = COPIES if _over(contract) is Batching.SUM else 1
            if any(not equal(part, whole * times, SAME) for part, whole in _numbers(many, one)):
                return True
    return False


def _parts(contract: FunctionContract, *answers: Any) -> Iterator[tuple[Any, ...]]:
    if len(contract.returns) == 1:
        yield (contract.returns[0].type, *answers)
        return
    for place, part in enumerate(contract.returns):
        yield (part.type, *(answer[place] for answer in answers))


def _numbers(left: Any, right: Any) -> Iterator[tuple[Any, Any]]:
    """Pairs of arrays or floats at the same place of two answers."""
    if isinstance(left, dict) and isinstance(right, dict):
        for key in left:
            yield from _numbers(left[key], right.get(key))
    elif isinstance(left, (float, np.ndarray)) and isinstance(right, (float, np.ndarray)):
        yield left, right


def _rows_independent(probing: Probing, contract: FunctionContract) -> None:
    for case in probing.cases(contract)[:2]:
        size = batch_size(contract, case)
        if size is None or size < 2:
            continue
        other = _other_rows_changed(contract, case)
        truths = [probing.desk.reference.answer_or_none(contract.name, rows) for rows in (case, other)]
        if any(truth is None for truth in truths) or _first_rows_differ(contract, *truths):
            continue
        before, after = (reply.value for reply in probing.desk.ask_all(contract.name, [case, other]))
        if _first_rows_differ(contract, before, after):
            sentence = f"`{contract.name}` answers an example differently when other rows of the batch change."
            raise _failed(FailureKind.PROPERTY, contract, sentence, contract.name)


def _other_rows_changed(contract: FunctionContract, case: Case) -> Case:
    def change(array: np.ndarray[Any, Any], axis: int) -> np.ndarray[Any, Any]:
        rows = np.moveaxis(array.copy(), axis, 0)
        rows[1:] = rows[:0:-1] * 1.5 + 0.25 if array.dtype.kind == "f" else rows[0]
        return np.moveaxis(rows, 0, axis)

    return with_rows(contract, case, change)


def _first_rows_differ(contract: FunctionContract, before: Any, after: Any) -> bool:
    for kind, one, other in _parts(contract, before, after):
        axis = batch_axis(kind, contract.batch)
        if axis is not None and not equal(np.take(one, 0, axis=axis), np.take(other, 0, axis=axis), SAME):
            return True
    return False


def _rounded(contract: FunctionContract, case: Case, dtype: type[np.generic]) -> Case:
    """The case with every float argument rounded to whole numbers, kept as `dtype`."""
    changed: list[Any] = []
    for argument, value in zip(contract.arguments, case, strict=False):
        floats = isinstance(argument.type, (ArrayType, NumberType)) and argument.type.kind is NumberKind.FLOAT
        if floats and isinstance(value, (float, np.ndarray)):
            whole = np.rint(np.asarray(value) * 3).astype(dtype)
            changed.append(whole if whole.ndim else whole.item())
        else:
            changed.append(value)
    return tuple(changed)


def _failed(
    kind: FailureKind, contract: FunctionContract, sentence: str, where: str, case: Case | None = None
) -> CheckFailed:
    figures = case_of(contract, case).figures() if case is not None else []
    return CheckFailed(kind, sentence, sentence, figures=figures, where=where, function=contract.name)


PROBES: dict[StandardProbe, Callable[[Probing, FunctionContract], None]] = {
    StandardProbe.TYPES: _types,
    StandardProbe.UNTOUCHED: _untouched,
    StandardProbe.SAME_SEED: _same_seed,
    StandardProbe.INT_AND_FLOAT: _int_and_float,
    StandardProbe.COPIES: _copies,
    StandardProbe.ROWS_INDEPENDENT: _rows_independent,
}
