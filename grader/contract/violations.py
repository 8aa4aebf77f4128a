"""What of a contract an answer breaks, and what came instead, in a learner's words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np


class ViolationKind(StrEnum):
    NOTHING_RETURNED = "nothing_returned"
    WRONG_TYPE = "wrong_type"
    WRONG_CONTAINER = "wrong_container"
    WRONG_SHAPE = "wrong_shape"
    WRONG_NUMBERS = "wrong_numbers"
    NOT_FINITE = "not_finite"
    WRONG_KEYS = "wrong_keys"
    WRONG_LENGTH = "wrong_length"


@dataclass(frozen=True)
class Violation:
    """What of the contract does not hold, and where: `sentence` is for the learner."""

    kind: ViolationKind
    where: str
    sentence: str
    expected: str = ""
    got: str = ""


def type_name(value: Any) -> str:
    """What a value is, in a learner's words."""
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    names = {
        type(None): "None",
        bool: "True or False",
        int: "a whole number",
        float: "a decimal number",
        complex: "a complex number",
        str: "a text",
        list: f"a list of {len(value)}" if isinstance(value, list) else "",
        tuple: f"a tuple of {len(value)}" if isinstance(value, tuple) else "",
        dict: "a dict",
    }
    return names.get(type(value), f"a {type(value).__name__}")
