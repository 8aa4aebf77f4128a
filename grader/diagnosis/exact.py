"""Exact diagnosis: a known mistake, or two in different functions, answering every call as the learner's code did."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from grader.diagnosis.chance import by_chance
from grader.diagnosis.explaining import Allowance, Explaining
from grader.diagnosis.retaking import fails_alike
from grader.diagnosis.variants import Known, KnownMistake, Variants
from grader.exam.calling import Recorded
from grader.exam.cases import count_numbers
from grader.exam.sitting import Sitting
from grader.verdict import Certainty, Diagnosis

MOST_NUMBERS = 20_000
SHORT = 300
LONGEST_CPU_S = 1.5
# A safety net only: it keeps the worker's deadline away.
LONGEST_WALL_S = 6.0
# Where every value is right, values tell little: so many of each function are compared, and the check is retaken.
RIGHT_ONES = 6


def exact(
    sitting: Sitting,
    variants: Variants,
    answers: Sequence[Recorded],
    of_others: Callable[[], Sequence[Recorded]],
) -> list[Diagnosis]:
    """The one name, or the one pair of names, that explains every answer; nothing where two do, or time was up before.

    Where one name explains all but what other functions answer, a second is looked for there.
    """
    allowance = Allowance.of(cpu_s=LONGEST_CPU_S, wall_s=LONGEST_WALL_S)
    search = _Search(sitting, variants, [*_probes(sitting), *answers], allowance)
    candidates = variants.failing(sitting.failures[0].check.id)
    found: list[Known] = []
    # What was found before the time was up stands.
    with suppress(TimeoutError):
        found = search.singles(candidates) or search.pairs(candidates)
        found = search.seconds(found, of_others) or found
    return _named(sitting, found)


@dataclass
class _Search:
    """Looks for the mistakes that answer every probe as the learner did, and gives up in time."""

    sitting: Sitting
    variants: Variants
    probes: Sequence[Recorded]
    allowance: Allowance

    def __post_init__(self) -> None:
        self.all = Explaining(self.variants, self.probes, self.allowance)

    def singles(self, candidates: Sequence[KnownMistake]) -> list[Known]:
        alike_ones = self._failing_alike(candidates) if self.all.explain() else self._answering_alike(candidates)
        return [(one,) for one in alike_ones or by_chance(self.sitting, self.variants, candidates, self.probes)]

    def pairs(self, candidates: Sequence[KnownMistake]) -> list[Known]:
        if not candidates or self.all.explain():
            return []
        others = self.variants.every()
        both = ((one, other) for one in candidates for other in others if not one.changed & other.changed)
        return [names for names in both if self.all.explain(*names)]

    def seconds(self, found: Sequence[Known], of_others: Callable[[], Sequence[Recorded]]) -> list[Known]:
        """The one mistake that, beside the one found, explains what other functions answer."""
        if len({one.diagnosis for names in found for one in names}) != 1 or len(found[0]) != 1:
            return []
        first, wider = found[0][0], Explaining(self.variants, of_others(), self.allowance)
        if wider.explain(first):
            return []
        others = (other for other in self.variants.every() if not first.changed & other.changed)
        both: list[Known] = [
            (first, other) for other in others if wider.explain(first, other) and self.all.explain(first, other)
        ]
        return both if len({names[1].diagnosis for names in both}) == 1 else []

    def _answering_alike(self, candidates: Sequence[KnownMistake]) -> list[KnownMistake]:
        return list(_each_name_once(candidates, self.all.explain))

    def _failing_alike(self, candidates: Sequence[KnownMistake]) -> list[KnownMistake]:
        """Every value is right, so values cannot tell: the mistake must fail the same check in the same way."""
        few = Explaining(self.variants, list(_some_of_each_function(self.probes)), self.allowance)
        failure = self.sitting.failures[0]
        return list(
            _each_name_once(
                candidates,
                lambda one: few.explain(one) and fails_alike(self.sitting, failure, self.variants, one),
            )
        )


def _probes(sitting: Sitting) -> list[Recorded]:
    """The calls of the exam: the short ones of the first failing check rule out most, at the least cost."""
    first = sitting.failures[0].check.id
    counted = [(count_numbers(record.call.args), record) for record in sitting.records]
    small = [(count, record) for count, record in counted if count <= MOST_NUMBERS]
    ordered = sorted(small, key=lambda one: (one[0] > SHORT, one[1].check != first, one[0]))
    return [record for _, record in ordered]


def _some_of_each_function(probes: Sequence[Recorded]) -> Iterator[Recorded]:
    counts: dict[str, int] = {}
    for probe in probes:
        counts[probe.call.name] = counts.get(probe.call.name, 0) + 1
        if counts[probe.call.name] <= RIGHT_ONES:
            yield probe


def _each_name_once(
    candidates: Sequence[KnownMistake], is_alike: Callable[[KnownMistake], bool]
) -> Iterator[KnownMistake]:
    """Of the mistakes that go by one name the first that is alike: more of them would say no more."""
    found: set[str] = set()
    for one in candidates:
        if one.diagnosis not in found and is_alike(one):
            found.add(one.diagnosis)
            yield one


def _named(sitting: Sitting, found: Sequence[Known]) -> list[Diagnosis]:
    if len({tuple(sorted(one.diagnosis for one in names)) for names in found}) != 1:
        return []
    return [
        Diagnosis(one.diagnosis, _where(sitting, one), sitting.paper.sentences.get(one.diagnosis, ""), Certainty.EXACT)
        for one in found[0]
    ]


def _where(sitting: Sitting, mistake: KnownMistake) -> str:
    names = [contract.name for contract in sitting.paper.functions if contract.name in mistake.changed]
    return names[0] if names else sitting.failures[0].function
