"""Are the marks of an exercise fair? Beyond five deviations of the reference, and beyond each run that was measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grader.bundle import Bundle
from grader.bundling.measured_json import FILE, Distribution
from grader.proof.findings import Finding, at

LEAST_SEEDS = 300
WIDEST = 40


def findings_in_marks(bundle: Bundle, measured: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    """`measured`: the marks that one grading of the reference met."""
    asked = {(mark["check"], mark["what"]): mark for mark in measured}
    for key, one in asked.items():
        known = bundle.measured.get(key)
        if known is None or known.threshold != one["threshold"] or known.lower_is_better != one["lower_is_better"]:
            sentence = f'The mark of "{one["check"]}" was never measured: run `python -m grader measure`.'
            yield at(bundle, "exercise.toml", sentence, f'"{one["check"]}"')
        else:
            yield from _unfair(known)
    for check, what in set(bundle.measured) - set(asked):
        yield Finding(FILE, 1, f'"{check}" is measured ({what}), but asks for no such mark.')


def _unfair(known: Distribution) -> Iterator[Finding]:
    if known.seeds < LEAST_SEEDS:
        yield Finding(FILE, 1, f'"{known.check}" was measured with {known.seeds} seeds; {LEAST_SEEDS} are asked.')
    if not known.is_beyond(known.bound):
        sentence = f"the mark {known.threshold:g} lies within five deviations of the reference, {known.bound:.4g}."
        yield Finding(FILE, 1, f'"{known.check}": {sentence}')
    if not known.is_beyond(known.worst):
        yield Finding(FILE, 1, f'"{known.check}": the reference itself missed the mark with one of the seeds.')


def as_text(known: Distribution) -> str:
    """The histogram for an author, one bar on a line, the mark and the bound below."""
    most = max(known.counts)
    bars = [
        f"  {edge:>10.5g} {'█' * round(WIDEST * count / most)} {count}"
        for edge, count in zip(known.edges, known.counts, strict=False)
        if count
    ]
    sign = "at most" if known.lower_is_better else "at least"
    reach = f"five deviations reach {known.bound:.4g}, the worst run {known.worst:.4g}"
    asked = f"  asked: {sign} {known.threshold:g}; {reach}"
    return "\n".join([f"  {known.check}: {known.what}, {known.seeds} seeds of the reference", *bars, asked])
