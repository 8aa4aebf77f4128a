"""Exact diagnosis: a known mistake, or two in different functions, answering every call as the learner's code did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.diagnosis.alike import alike
from grader.diagnosis.probing import further_answers
from grader.diagnosis.retaking import fails_alike
from grader.diagnosis.variants import KnownMistake, Variant, Variants
from grader.exam.calling import Recorded
from grader.exam.cases import count_numbers
from grader.exam.sitting import Sitting
from grader.verdict import Certainty, Diagnosis

MOST_NUMBERS = 20_000


def exact(sitting: Sitting, variants: Variants) -> list[Diagnosis]:
    """The one name, or the one pair of names, that explains every answer; nothing where two do."""
    first = sitting.failures[0]
    probes = [*_probes(sitting), *further_answers(sitting)]
    candidates = variants.failing(first.check.id)
    if _explains(variants.right(), probes):
        # Every value is right, so values cannot tell: the mistake must fail the same check in the same way.
        names = [one for one in candidates if _explains(variants.with_mistakes(one), probes)]
        return _named(sitting, [(one,) for one in names if fails_alike(sitting, first, variants, one)])
    singles = [(one,) for one in candidates if _explains(variants.with_mistakes(one), probes)]
    return _named(sitting, singles or list(_pairs(variants, candidates, probes)))


def _pairs(
    variants: Variants, candidates: Sequence[KnownMistake], probes: Sequence[Recorded]
) -> Iterator[tuple[KnownMistake, ...]]:
    if not candidates:
        return
    others = variants.every()
    for one in candidates:
        for other in others:
            if not one.changed & other.changed and _explains(variants.with_mistakes(one, other), probes):
                yield one, other


def _explains(variant: Variant, probes: Sequence[Recorded]) -> bool:
    return all(alike(probe.reply, variant.call(probe.call)) for probe in probes)


def _probes(sitting: Sitting) -> list[Recorded]:
    """The calls of the exam, those of the first failing check first: they rule out most."""
    first = sitting.failures[0].check.id
    small = [record for record in sitting.records if count_numbers(record.call.args) <= MOST_NUMBERS]
    return sorted(small, key=lambda record: record.check != first)


def _named(sitting: Sitting, found: Sequence[tuple[KnownMistake, ...]]) -> list[Diagnosis]:
    if len({tuple(sorted(one.diagnosis for one in names)) for names in found}) != 1:
        return []
    return [
        Diagnosis(one.diagnosis, _where(sitting, one), sitting.paper.sentences.get(one.diagnosis, ""), Certainty.EXACT)
        for one in found[0]
    ]


def _where(sitting: Sitting, mistake: KnownMistake) -> str:
    names = [contract.name for contract in sitting.paper.functions if contract.name in mistake.changed]
    return names[0] if names else sitting.failures[0].function
