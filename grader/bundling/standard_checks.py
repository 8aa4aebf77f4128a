"""The checks that every exercise gets without asking: which apply, how they are called, who sees them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from grader.contract.types import ArrayType, Batching, FunctionContract, NumberKind, NumberType, RecordType
from grader.verdict import Visibility


class StandardProbe(StrEnum):
    TYPES = "types"
    UNTOUCHED = "untouched"
    SAME_SEED = "same-seed"
    INT_AND_FLOAT = "int-and-float"
    COPIES = "copies"
    ROWS_INDEPENDENT = "rows-independent"


@dataclass(frozen=True)
class StandardCheck:
    probe: StandardProbe
    title: str
    visibility: Visibility
    applies: Callable[[FunctionContract], bool]


def takes_arrays(contract: FunctionContract) -> bool:
    return any(isinstance(argument.type, (ArrayType, RecordType)) for argument in contract.arguments)


def takes_floats(contract: FunctionContract) -> bool:
    """Float arrays or numbers, one by one: the dict of parameters is never whole numbers."""
    kinds = [argument.type for argument in contract.arguments]
    return any(isinstance(kind, (ArrayType, NumberType)) and kind.kind is NumberKind.FLOAT for kind in kinds)


STANDARD_CHECKS = (
    StandardCheck(
        StandardProbe.TYPES,
        "Shapes and kinds of numbers hold, for one example and for square arrays too",
        Visibility.ALWAYS,
        lambda contract: True,
    ),
    StandardCheck(
        StandardProbe.UNTOUCHED, "What a function is given stays as it was", Visibility.OUTCOME, takes_arrays
    ),
    StandardCheck(
        StandardProbe.SAME_SEED, "The same call gives the same answer", Visibility.OUTCOME, lambda contract: True
    ),
    StandardCheck(
        StandardProbe.INT_AND_FLOAT, "Whole numbers and decimals give the same answer", Visibility.OUTCOME, takes_floats
    ),
    StandardCheck(
        StandardProbe.COPIES,
        "Copies of one example are treated like that example",
        Visibility.OUTCOME,
        lambda contract: contract.over_batch is not None,
    ),
    StandardCheck(
        StandardProbe.ROWS_INDEPENDENT,
        "Each example is answered on its own",
        Visibility.OUTCOME,
        lambda contract: contract.over_batch is Batching.ROWS,
    ),
)


def standard_checks_for(functions: Sequence[FunctionContract], taken_out: Sequence[str]) -> list[StandardCheck]:
    """Those that apply to at least one function and were not taken out."""
    return [
        check
        for check in STANDARD_CHECKS
        if check.probe.value not in taken_out
        and any(check.applies(function) for function in functions if not function.is_method)
    ]
