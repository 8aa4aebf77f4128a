"""The contract of an exercise's functions: a small language of shapes and types, and the judge of values."""

from grader.contract.judging import asked_in_words, judge_returned
from grader.contract.parsing import ContractError, parse_declared, parse_type
from grader.contract.shapes import bind_arguments
from grader.contract.types import Batching, Declared, FunctionContract
from grader.contract.violations import Violation, ViolationKind, type_name

__all__ = [
    "Batching",
    "ContractError",
    "Declared",
    "FunctionContract",
    "Violation",
    "ViolationKind",
    "asked_in_words",
    "bind_arguments",
    "judge_returned",
    "parse_declared",
    "parse_type",
    "type_name",
]
