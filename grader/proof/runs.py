"""What only grading can prove: right answers pass, the starter does not, each mistake fails where and as it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.bundle import Bundle
from grader.bundling.mistake_files import Mistake, as_submission
from grader.grading import Cages, grade_on, limits_of
from grader.messages import Final
from grader.proof.findings import Finding, at
from grader.proof.marks import findings_in_marks
from grader.verdict import Certainty, CheckOutcome, CheckResult, Fault, Outcome, Verdict

ROOM = 5
RIGHT_SEEDS = (1, 2, 3)
WRONG_SEEDS = (1, 2)
LEAST_BATCH = 3


@dataclass(frozen=True)
class Proving:
    """`bundle` on trial in `cages`."""

    bundle: Bundle
    cages: Cages

    def findings(self) -> Iterator[Finding]:
        """Everything that grading finds."""
        yield from self._right("reference.py", self.bundle.reference, RIGHT_SEEDS)
        for path, source in self.bundle.alternatives.items():
            yield from self._right(path, source, RIGHT_SEEDS[:2])
        yield from self._starter()
        yield from self._room_and_sizes()
        for mistake in self.bundle.mistakes:
            yield from self._mistake(mistake)

    def _right(self, path: str, source: str, seeds: Sequence[int]) -> Iterator[Finding]:
        for seed in seeds:
            verdict = grade_on(self.cages, self.bundle, source, seed=seed)
            if verdict.outcome is not Outcome.PASSED or verdict.score != 1:
                yield Finding(path, 1, f"Should pass; with seed {seed}: {_told(verdict)}")
                return

    def _starter(self) -> Iterator[Finding]:
        verdict = grade_on(self.cages, self.bundle, self.bundle.starter, seed=RIGHT_SEEDS[0])
        if verdict.attempted:
            yield Finding("starter.py", 1, f"Should count as not attempted: {_told(verdict)}")
        if verdict.score > 0:
            yield Finding("starter.py", 1, f"Should score 0, scores {verdict.score}.")

    def _mistake(self, mistake: Mistake) -> Iterator[Finding]:
        source = as_submission(self.bundle.reference, mistake.source)
        for seed in WRONG_SEEDS:
            verdict = grade_on(self.cages, self.bundle, source, seed=seed)
            found = [*_failures_of(mistake, verdict), *_diagnosis_of(mistake, verdict)]
            yield from (Finding(mistake.path, line, f"{sentence} (seed {seed})") for line, sentence in found)
            if found:
                return

    def _room_and_sizes(self) -> Iterator[Finding]:
        finals: list[Final] = []
        verdict = grade_on(self.cages, self.bundle, self.bundle.reference, seed=RIGHT_SEEDS[0], on_final=finals.append)
        limits, used = limits_of(self.bundle), verdict.resources
        needs = {
            "cpu_s": (used.cpu_ms / 1000, limits.cpu_s),
            "wall_s": (used.wall_ms / 1000, limits.wall_s),
            "memory_mb": (used.peak_mb, limits.memory_mb),
        }
        for name, (need, limit) in needs.items():
            if need * ROOM > limit:
                sentence = f"{name} = {limit:g} leaves less than {ROOM} times what the reference needs, {need:.3g}."
                yield at(self.bundle, "exercise.toml", sentence, name)
        if finals:
            yield from self._sizes(finals[0].lengths)
            yield from findings_in_marks(self.bundle, finals[0].measured)

    def _sizes(self, lengths: Mapping[str, Sequence[Mapping[str, int]]]) -> Iterator[Finding]:
        for function in self.bundle.functions:
            seen, batch = lengths.get(function.name, ()), function.batch
            if function.is_method:
                continue
            if not seen:
                yield self._size(function.name, "is never called by the exam")
            elif batch is not None and not any(one.get(batch) == 1 for one in seen):
                yield self._size(function.name, f"is never asked with {batch} = 1")
            elif batch is not None and not any(one.get(batch, 0) >= LEAST_BATCH for one in seen):
                yield self._size(function.name, f"is never asked with {batch} of {LEAST_BATCH} or more")
            elif not any(len(set(one.values())) == len(one) for one in seen):
                yield self._size(function.name, "is never asked with all lengths different")

    def _size(self, name: str, what: str) -> Finding:
        return at(self.bundle, "exercise.toml", f"`{name}` {what}.", "name", f'"{name}"')


def _failures_of(mistake: Mistake, verdict: Verdict) -> Iterator[tuple[int, str]]:
    failed = [check for check in verdict.checks if check.outcome is CheckOutcome.FAILED]
    if verdict.outcome is Outcome.COULD_NOT_CHECK or not failed:
        yield 1, f'Should fail "{mistake.fails}": {_told(verdict)}'
        return
    if failed[0].id != mistake.fails:
        yield 1, f'Should fail "{mistake.fails}" first: {_told(verdict)}'
    for check in failed[1:]:
        if check.id not in mistake.also:
            yield 1, f'Also fails "{check.id}": give that check `needs`, or say "# also: {check.id}". {check.message}'


def _diagnosis_of(mistake: Mistake, verdict: Verdict) -> Iterator[tuple[int, str]]:
    named = [one.id for one in verdict.diagnoses if one.certainty is Certainty.EXACT]
    if named != [mistake.diagnosis]:
        instead = ", ".join(named) or "nothing"
        yield 2, f'Should be diagnosed as "{mistake.diagnosis}"; {instead} was named.'


def _told(verdict: Verdict) -> str:
    if verdict.fault in (Fault.AUTHOR, Fault.PLATFORM) and verdict.error is not None:
        return f"{verdict.fault} fault: {verdict.error.message}"
    first = next((check for check in verdict.checks if check.outcome is CheckOutcome.FAILED), None)
    if first is not None:
        return _failure(first)
    skipped = next((check for check in verdict.checks if check.outcome is CheckOutcome.NOT_RUN), None)
    if skipped is not None:
        return f'"{skipped.id}" did not run: {skipped.reason}'
    return f"{verdict.outcome}, ending {verdict.ending}."


def _failure(check: CheckResult) -> str:
    return f'"{check.id}" fails: {check.message}'
