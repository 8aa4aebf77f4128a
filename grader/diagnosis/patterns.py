"""Patterns of errors that every beginner meets, told from the error, the answer and the text of the code."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from grader.exam.failing import CheckFailed, FailureKind, LearnerRaised
from grader.exam.sitting import Failure, Sitting
from grader.exam.source import Source
from grader.exam.subject import Returned
from grader.learner.facts import source_facts
from grader.verdict import Certainty, Diagnosis, LearnerError, Visibility

SHAPE = re.compile(r"\((?:\d+,? ?)*\)")
CORE = re.compile(r"\(size (\d+) is different from (\d+)\)")
UNKNOWN_NAME = re.compile(r"name '(\w{1,60})' is not defined")
PRODUCTS = ("@",)
PRODUCT_CALLS = ("dot", "matmul", "einsum", "inner", "tensordot", "sum", "vdot")
SEEDED = ("default_rng", "Generator", "PCG64", "SeedSequence", "BitGenerator", "Philox", "SFC64", "MT19937")
RANDOM = re.compile(r"numpy\.random\.(\w+)")

Pattern = Callable[[Sitting, Failure], str | None]


def pattern(sitting: Sitting) -> Diagnosis | None:
    """The first pattern that fits the first failure, or None."""
    failure = sitting.failures[0]
    for name, look in PATTERNS.items():
        sentence = look(sitting, failure)
        if sentence:
            return Diagnosis(name, failure.function, sentence, Certainty.PATTERN)
    return None


def _print_instead_of_return(sitting: Sitting, failure: Failure) -> str | None:
    if not _nothing_returned(failure):
        return None
    own = [record.reply for record in sitting.records if record.check == failure.check.id]
    printed = any(isinstance(reply, Returned) and reply.notes.get("printed") for reply in own)
    if printed:
        return f"`{failure.function}` prints its answer and returns nothing: `return` hands it back."
    return None


def _missing_return(sitting: Sitting, failure: Failure) -> str | None:
    return f"`{failure.function}` ends without `return`." if _nothing_returned(failure) else None


def _nothing_returned(failure: Failure) -> bool:
    return isinstance(failure.cause, CheckFailed) and failure.cause.measure == "nothing_returned"


def _changed_input(sitting: Sitting, failure: Failure) -> str | None:
    if isinstance(failure.cause, CheckFailed) and failure.cause.kind is FailureKind.UNTOUCHED:
        return (
            f"`{failure.function}` writes into `{failure.cause.where}`: `-=`, `+=` and `[…] =` change what was given."
        )
    return None


def _shape_mismatch(sitting: Sitting, failure: Failure) -> str | None:
    error = _open_error(failure)
    if error is None or error.type != "ValueError":
        return None
    shapes, core = SHAPE.findall(error.message), CORE.search(error.message)
    line = f"Line {error.line}: " if error.line else ""
    if "broadcast" in error.message and len(shapes) >= 2:
        return f"{line}arrays of shape {shapes[0]} and {shapes[1]} do not fit together entry by entry."
    if "not aligned" in error.message and len(shapes) >= 2:
        return f"{line}a product of shapes {shapes[0]} and {shapes[1]}: the inner lengths must meet."
    if core is not None:
        return f"{line}a product whose inner lengths are {core[2]} and {core[1]}: they must meet."
    return None


def _unknown_name(sitting: Sitting, failure: Failure) -> str | None:
    error = _open_error(failure)
    found = UNKNOWN_NAME.fullmatch(error.message) if error and error.type == "NameError" else None
    if found is None:
        return None
    near = difflib.get_close_matches(found[1], [*sitting.source.names, *_arguments(sitting), "np", "numpy"], n=1)
    return f"`{found[1]}` has no value here. Is `{near[0]}` meant?" if near else None


def _entrywise_product(sitting: Sitting, failure: Failure) -> str | None:
    function, mine = failure.function, sitting.source
    if "*" not in mine.operators_in(function) or _multiplies_matrices(mine, function):
        return None
    theirs = text_of(sitting.paper.reference)
    if "@" in theirs.operators_in(function) and "*" not in theirs.operators_in(function):
        return f"`{function}` multiplies entry by entry (`*`), where a matrix product (`@`) is needed."
    return None


def _multiplies_matrices(source: Source, function: str) -> bool:
    called = [name.rsplit(".", 1)[-1] for name in source.calls_in(function)]
    helpers = [name for name in called if name in source.names]
    return (
        any(operator in PRODUCTS for operator in source.operators_in(function))
        or any(name in PRODUCT_CALLS for name in called)
        or source.loops_in(function) > 0
        or bool(helpers)
    )


def _integer_division(sitting: Sitting, failure: Failure) -> str | None:
    function = failure.function
    mine = sitting.source.operators_in(function)
    if "//" in mine and "//" not in text_of(sitting.paper.reference).operators_in(function):
        return f"`{function}` divides with `//`, which cuts the fraction off; `/` keeps it."
    return None


@lru_cache(maxsize=32)
def text_of(reference: str) -> Source:
    """What the text of a reference says."""
    return Source(source_facts(reference.encode()))


def _global_random(sitting: Sitting, failure: Failure) -> str | None:
    if not isinstance(failure.cause, CheckFailed) or failure.cause.kind is not FailureKind.DETERMINISM:
        return None
    called = [found[1] for name in sitting.source.calls_in(failure.function) if (found := RANDOM.fullmatch(name))]
    shared = [name for name in called if name not in SEEDED]
    if shared:
        return f"`np.random.{shared[0]}` uses the generator that everyone shares: use the one that is given."
    return None


def _open_error(failure: Failure) -> LearnerError | None:
    """The error with its text, in the visible phase only: the text may hold what the code was given."""
    if isinstance(failure.cause, LearnerRaised) and failure.check.visibility is Visibility.ALWAYS:
        return failure.cause.error
    return None


def _arguments(sitting: Sitting) -> Sequence[str]:
    return [argument.name for contract in sitting.paper.functions for argument in contract.arguments]


PATTERNS: dict[str, Pattern] = {
    "print-instead-of-return": _print_instead_of_return,
    "missing-return": _missing_return,
    "changed-the-input": _changed_input,
    "shape-mismatch": _shape_mismatch,
    "unknown-name": _unknown_name,
    "global-random": _global_random,
    "integer-division": _integer_division,
    "entrywise-product": _entrywise_product,
}
