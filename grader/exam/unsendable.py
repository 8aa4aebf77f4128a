"""What came back and cannot be sent, in a learner's words: a set, a generator, an array of objects."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from grader.contract import FunctionContract, asked_in_words, bind_arguments

FIRST_STEP = re.compile(r"\[(\d+)\](.*)", re.DOTALL)
REMARKS = {
    "a subclass of ndarray": "`np.asarray(…)` makes a plain array of it.",
    "an array of object": "NumPy makes one where the parts are no numbers, or differ in length.",
    "a generator": "`list(…)` makes a list of it, `np.array(list(…))` an array.",
}


def unsendable_in_words(contract: FunctionContract, args: Sequence[Any], type_name: str, where: str) -> str:
    """One sentence: what came back, in which part of the answer, and what is asked for there."""
    returns, part, rest = contract.returns, "", where
    step = FIRST_STEP.fullmatch(where)
    if len(returns) > 1 and step is not None and int(step[1]) < len(returns):
        returns, rest = returns[int(step[1]) :][:1], step[2]
        part = returns[0].name or f"value {int(step[1]) + 1}"
    elif where:
        part = returns[0].name or "answer"
    place = f" for `{part}{rest}`" if part else ""
    asked = asked_in_words(returns, bind_arguments(contract.arguments, args))
    remark = next((f" {text}" for start, text in REMARKS.items() if type_name.startswith(start)), "")
    what = f"`{part}` should be {asked}" if rest and part else f"{asked} is asked for"
    if len(returns) > 1:
        what = f"{asked} are asked for"
    return f"`{contract.name}` gave back {type_name}{place}; {what}.{remark}"
