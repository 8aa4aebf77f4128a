"""Exact diagnosis: a known mistake, or two in different functions, answering every call as the learner's code did."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader.diagnosis.chance import by_chance
from grader.diagnosis.retaking import fails_alike
from grader.diagnosis.variants import KnownMistake, Variants
from grader.exam.calling import Recorded
from grader.exam.cases import count_numbers
from grader.exam.sitting import Sitting
from grader.verdict import Certainty, Diagnosis

MOST_NUMBERS = 20_000
SHORT = 300
# Computing time, so that a busy machine loses no name; the wall time only keeps the worker's deadline away.
LONGEST_CPU_S = 1.5
LONGEST_WALL_S = 6.0

Names = tuple[KnownMistake, ...]


def exact(
    sitting: Sitting, variants: Variants, answers: Sequence[Recorded], of_others: Sequence[Recorded]
) -> list[Diagnosis]:
    """The one name, or the one pair of names, that explains every answer; nothing where two do, or time is up.

    Where one name explains all but what other functions answer, a second is looked for there.
    """
    probes = [*_probes(sitting), *answers]
    search = _Search(sitting, variants, probes, time.process_time() + LONGEST_CPU_S, time.monotonic() + LONGEST_WALL_S)
    candidates = variants.failing(sitting.failures[0].check.id)
    try:
        found = search.singles(candidates) or search.pairs(candidates)
        found = search.seconds(found, of_others) or found
    except TimeoutError:
        return []
    return _named(sitting, found)


@dataclass(frozen=True)
class _Search:
    """Looks for the mistakes that answer every probe as the learner did, and gives up in time."""

    sitting: Sitting
    variants: Variants
    probes: Sequence[Recorded]
    until_cpu_s: float
    until_wall_s: float

    def singles(self, candidates: Sequence[KnownMistake]) -> list[Names]:
        alike_ones = [one for one in candidates if self.explain(one)]
        if alike_ones and self.explain():
            # Every value is right, so values cannot tell: the mistake must fail the same check in the same way.
            alike_ones = self._failing_alike(alike_ones)
        if not alike_ones:
            alike_ones = by_chance(self.sitting, self.variants, candidates, self.probes)
        return [(one,) for one in alike_ones]

    def pairs(self, candidates: Sequence[KnownMistake]) -> list[Names]:
        if not candidates or self.explain():
            return []
        others = self.variants.every()
        both = ((one, other) for one in candidates for other in others if not one.changed & other.changed)
        return [names for names in both if self.explain(*names)]

    def seconds(self, found: Sequence[Names], of_others: Sequence[Recorded]) -> list[Names]:
        """The one mistake that, beside the one found, explains what other functions answer."""
        if len({one.diagnosis for names in found for one in names}) != 1 or len(found[0]) != 1 or not of_others:
            return []
        first, wider = found[0][0], replace(self, probes=of_others)
        if wider.explain(first):
            return []
        others = (other for other in self.variants.every() if not first.changed & other.changed)
        both: list[Names] = [
            (first, other) for other in others if wider.explain(first, other) and self.explain(first, other)
        ]
        return both if len({names[1].diagnosis for names in both}) == 1 else []

    def explain(self, *mistakes: KnownMistake) -> bool:
        if time.process_time() > self.until_cpu_s or time.monotonic() > self.until_wall_s:
            raise TimeoutError
        variant = self.variants.with_mistakes(*mistakes)
        return all(variant.explains(probe.call, probe.reply) for probe in self.probes)

    def _failing_alike(self, mistakes: Sequence[KnownMistake]) -> list[KnownMistake]:
        found: dict[str, KnownMistake] = {}
        for one in mistakes:
            if one.diagnosis not in found and fails_alike(self.sitting, self.sitting.failures[0], self.variants, one):
                found[one.diagnosis] = one
        return list(found.values())


def _probes(sitting: Sitting) -> list[Recorded]:
    """The calls of the exam: the short ones of the first failing check rule out most, at the least cost."""
    first = sitting.failures[0].check.id
    counted = [(count_numbers(record.call.args), record) for record in sitting.records]
    small = [(count, record) for count, record in counted if count <= MOST_NUMBERS]
    ordered = sorted(small, key=lambda one: (one[0] > SHORT, one[1].check != first, one[0]))
    return [record for _, record in ordered]


def _named(sitting: Sitting, found: Sequence[Names]) -> list[Diagnosis]:
    if len({tuple(sorted(one.diagnosis for one in names)) for names in found}) != 1:
        return []
    return [
        Diagnosis(one.diagnosis, _where(sitting, one), sitting.paper.sentences.get(one.diagnosis, ""), Certainty.EXACT)
        for one in found[0]
    ]


def _where(sitting: Sitting, mistake: KnownMistake) -> str:
    names = [contract.name for contract in sitting.paper.functions if contract.name in mistake.changed]
    return names[0] if names else sitting.failures[0].function
