"""Further questions for the function that failed first: few answers fit many mistakes, more answers fit one."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import Any

import numpy as np

from grader.contract import FunctionContract
from grader.exam.batching import batch_size, chosen_rows
from grader.exam.calling import Desk, Recorded
from grader.exam.cases import Case, count_numbers, drawn_cases, makes_sense
from grader.exam.drawing import Draws
from grader.exam.failing import LearnerGone
from grader.exam.sitting import Sitting
from grader.exam.subject import Call, ReloadFailed
from grader.sandbox.frames import ProtocolViolation

ENOUGH = 8
ROUNDS = 3
OF_OTHERS = 2
ENOUGH_OF_OTHERS = 4
LONGEST_S = 1.0
MOST_NUMBERS = 2_000
STRICT_CALLS, STRICT_ROWS = 2, 3


def further_answers(sitting: Sitting) -> list[Recorded]:
    """What the learner's code answers to fresh inputs of the failing function; empty where it cannot be asked."""
    failure = sitting.failures[0]
    contract = next((one for one in sitting.paper.functions if one.name == failure.function), None)
    if contract is None:
        return []
    desk = sitting.desk(failure.check)
    missing = ENOUGH - sum(record.call.name == contract.name for record in sitting.records)
    calls = [
        *_gently(sitting, contract),
        *(Call(contract.name, case) for case in islice(_cases(sitting, desk, contract), max(missing, 0))),
    ]
    return _asked(sitting, failure.check.id, calls)


def answers_of_others(sitting: Sitting) -> list[Recorded]:
    """What the other functions of the exercise answer to fresh inputs, where the exam hardly asked: are they right?"""
    failure = sitting.failures[0]
    desk = sitting.desk(failure.check)
    counts = Counter(record.call.name for record in sitting.records if record.call.is_plain)
    found: list[Recorded] = []
    until = time.monotonic() + LONGEST_S
    for contract in sitting.paper.functions:
        doubtful = contract.name != failure.function and contract.name not in sitting.untouched
        if doubtful and counts[contract.name] < ENOUGH_OF_OTHERS and time.monotonic() < until:
            cases = drawn_cases(desk, contract, Draws(sitting.paper.seed, "diagnosis of others"))
            found += _asked(sitting, failure.check.id, [Call(contract.name, case) for case in cases[:OF_OTHERS]])
    return found


def _asked(sitting: Sitting, check: str, calls: list[Call]) -> list[Recorded]:
    found: list[Recorded] = []
    with suppress(LearnerGone, ProtocolViolation, ReloadFailed):
        sitting.subject.reload()
        while calls:
            replies = sitting.subject.call_all(calls)
            found += [Recorded(check, call, reply) for call, reply in zip(calls, replies, strict=False)]
            calls = calls[len(replies) :]
    return found


def _gently(sitting: Sitting, contract: FunctionContract) -> list[Call]:
    """Calls that had to run without overflow, once more without that demand, and example by example."""
    strict = [record.call for record in sitting.records if record.call.name == contract.name and record.call.how.strict]
    found: list[Call] = []
    for call in strict[:STRICT_CALLS]:
        size = batch_size(contract, call.args) or 0
        rows = [chosen_rows(contract, call.args, [row]) for row in range(min(size, STRICT_ROWS))]
        found += [Call(contract.name, args) for args in (call.args, *rows)]
    return found


def _cases(sitting: Sitting, desk: Desk, contract: FunctionContract) -> Iterator[Case]:
    for turn in range(ROUNDS):
        yield from drawn_cases(desk, contract, Draws(sitting.paper.seed, f"diagnosis {turn}"))
    draws = Draws(sitting.paper.seed, "diagnosis")
    asked = [record.call.args for record in sitting.records if record.call.name == contract.name]
    for case in [one for one in asked if count_numbers(one) <= MOST_NUMBERS][-ENOUGH:]:
        other = tuple(_varied(value, draws) for value in case)
        if makes_sense(desk, contract, other):
            yield other


def _varied(value: Any, draws: Draws) -> Any:
    """Other numbers of the same shape and scale; whole numbers in another order."""
    if isinstance(value, np.ndarray) and value.ndim and value.size:
        if value.dtype.kind == "f":
            return draws.normal(*value.shape, mean=float(value.mean()), spread=float(value.std()) or 1.0)
        return draws.choice([value, value[::-1].copy()])
    if isinstance(value, float):
        return draws.normal(mean=value)
    if isinstance(value, Mapping):
        return {key: _varied(part, draws) for key, part in value.items()}
    return value
