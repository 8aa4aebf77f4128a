"""Slopes by nudging that are 0 everywhere: at which points was the function asked?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from grader.contract import FunctionContract
from grader.diagnosis.views import Told
from grader.exam.callbacks import CallLog, SeenCall, Served
from grader.exam.calling import Recorded
from grader.exam.sitting import Sitting
from grader.exam.subject import Returned

MOST_NUMBERS = 200


def asked_at_one_point(sitting: Sitting, contract: FunctionContract) -> Told | None:
    """`f` is asked twice at the same point, and so again and again: as a rule both nudges went into one array."""
    zero = next((one for one in sitting.records if _gives_zeros(sitting, contract, one)), None)
    if zero is None:
        return None
    log = CallLog()
    args = tuple(
        Served(arg.name, arg.function, log, arg.kind) if isinstance(arg, Served) else arg for arg in zero.call.args
    )
    sitting.subject.call(replace(zero.call, args=args))
    points = [_point(call) for call in log.calls]
    pairs = list(zip(points[::2], points[1::2], strict=False))
    if not pairs or len(points) % 2 or not all(np.array_equal(one, other) for one, other in pairs):
        return None
    name = log.calls[0].name
    return Told(
        "one-point-twice",
        f"Every slope is 0: `{name}` is asked twice at the same point. "
        "Do both nudges go into one array under two names? Then make a copy for each side.",
    )


def _gives_zeros(sitting: Sitting, contract: FunctionContract, record: Recorded) -> bool:
    """Is the answer 0 all over, though the right one is not? Of calls with one function of the exam, on decimals."""
    functions = [arg for arg in record.call.args if isinstance(arg, Served)]
    if record.call.name != contract.name or len(functions) != 1 or record.call.listening is not None:
        return False
    floats = all(arg.dtype.kind == "f" and arg.size <= MOST_NUMBERS for arg in record.call.args if _is_array(arg))
    if not floats or not isinstance(record.reply, Returned) or not _is_zero(record.reply.value):
        return False
    truth = sitting.reference.answer_or_none(contract.name, record.call.args)
    return truth is not None and np.asarray(truth).dtype.kind == "f" and bool(np.any(truth))


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray)


def _is_zero(value: Any) -> bool:
    if not isinstance(value, (np.ndarray, float, int)):
        return False
    numbers = np.asarray(value)
    return numbers.dtype.kind in "iuf" and numbers.size > 0 and not numbers.any()


def _point(call: SeenCall) -> np.ndarray[Any, Any]:
    return np.asarray(call.args[0]) if call.args else np.zeros(0)
