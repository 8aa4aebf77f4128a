"""A wrong gradient as a failed check: the sentence and the picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.contract import FunctionContract
from grader.exam.casework import case_of
from grader.exam.comparing import entry_in_words
from grader.exam.failing import CheckFailed, FailureKind
from grader.exam.numerals import number_in_words, size_in_words
from grader.exam.parameters import Parameter
from grader.exam.relations import Relation, Situation, relate
from grader.exam.sampling import Extent

Array = np.ndarray[Any, Any]
MOST_CELLS = 2_048
ONLY_ALONG = " The entries looked at are right, slopes along random directions are not: few entries are wrong."


@dataclass(frozen=True)
class Wrong:
    """A parameter whose gradient is off. `got` and `truth` at all entries, or at the flat `places` alone.

    `only_along`: those are right, and the slopes along directions are not.
    """

    parameter: Parameter
    got: Array
    truth: Array
    error: float
    shape: tuple[int, ...]
    places: Array | None = None
    only_along: bool = False

    @property
    def worst(self) -> tuple[int, ...]:
        """Where the largest error is, in the parameter's own shape; nowhere if it shows along directions alone."""
        if self.only_along:
            return ()
        flat = int(np.argmax(np.abs(self.got - self.truth))) if self.got.size else 0
        place = flat if self.places is None else int(self.places[flat])
        return tuple(int(index) for index in np.unravel_index(place, self.shape))


def off(
    contract: FunctionContract,
    args: tuple[Any, ...],
    wrong: Wrong,
    tolerance: float,
    relation: Relation | None,
    remarks: Sequence[str],
    extent: Extent,
) -> CheckFailed:
    """The gradient's numbers are not right."""
    worst = f" Worst entry: {entry_in_words(wrong.worst)}." if wrong.worst else ONLY_ALONG if wrong.only_along else ""
    ends = " ".join(part for part in (relation.sentence if relation else "", *remarks) if part)
    reached, asked = size_in_words(wrong.error), number_in_words(tolerance)
    sentence = (
        f"`{wrong.parameter.label}` is off: relative error {reached}, a correct one is below {asked}.{worst} {ends}"
    )
    told = " ".join(part for part in (sentence.strip(), extent.sentence) if part)
    figures = [_figure(wrong, relation, ends, extent, shows_numbers=shows) for shows in (True, False)]
    return CheckFailed(
        FailureKind.GRADIENT,
        told,
        told,
        figures=[figures[0], *case_of(contract, args).figures()],
        safe_figures=[figures[1]],
        relation=relation,
        where=wrong.parameter.label,
        function=contract.name,
    )


def wrong_shape(
    contract: FunctionContract, parameter: Parameter, got: Array, shape: tuple[int, ...], right: Array | None
) -> CheckFailed:
    """The gradient has not the shape of its parameter. `right` is the true one, where it is known."""
    relation = None if right is None else relate(got, right, Situation())
    sentence = f"`{parameter.label}` has shape {got.shape}; a gradient has the shape of its parameter, {shape}." + (
        f" {relation.sentence}" if relation else ""
    )
    figure = {"kind": "compare", "expected": f"shape {shape}", "got": f"shape {got.shape}"}
    figures: list[Mapping[str, Any]] = [figure, *([relation.as_figure()] if relation else [])]
    return CheckFailed(
        FailureKind.GRADIENT,
        sentence,
        sentence,
        figures=figures,
        safe_figures=figures,
        relation=relation,
        where=parameter.label,
        function=contract.name,
        measure="shape",
    )


def _figure(
    wrong: Wrong, relation: Relation | None, sentence: str, extent: Extent, *, shows_numbers: bool
) -> dict[str, Any]:
    """The heat map: both arrays where numbers may be shown, the size of each entry's error always."""
    small = wrong.places is None and wrong.truth.size <= MOST_CELLS
    largest = max(float(np.abs(wrong.truth).max(initial=0.0)), 1e-300)
    errors = np.minimum(np.abs(wrong.got - wrong.truth) / largest, 1.0)
    checked = extent.as_figure()
    return {
        "kind": "gradient",
        "parameter": wrong.parameter.name,
        "yours": rounded(wrong.got) if shows_numbers and small else None,
        "truth": rounded(wrong.truth) if shows_numbers and small else None,
        "errors": np.round(errors, 2).tolist() if small else None,
        "shape": list(wrong.shape),
        "relative_error": float(f"{wrong.error:.2g}"),
        "worst": list(wrong.worst),
        "relation": relation.kind.value if relation else None,
        "sentence": sentence,
        **({"checked": checked} if checked else {}),
    }


def rounded(array: Array) -> Any:
    """Nested lists with four significant digits: what a picture can show."""
    return [rounded(part) for part in array] if array.ndim else float(f"{float(array):.4g}")
