"""Grade, and where it fails with the learner's own earlier functions: is one of them the cause?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from grader.bundle import Bundle
from grader.carrying import Carried
from grader.events import Event
from grader.grading import Cages, grade_on, limits_of
from grader.learner.own_modules import PACKAGE
from grader.verdict import Certainty, CheckOutcome, Diagnosis, Ending, Fault, Outcome, Verdict

CARRIED = "carried-function"
# Each further grading is a whole one; beyond this many the functions are named together.
MOST_ALONE = 6
ON_PURPOSE = {Ending.STOPPED, Ending.ISOLATION_UNAVAILABLE, Ending.PROTOCOL_VIOLATION}


def grade_naming_the_cause(
    cages: Cages,
    bundle: Bundle,
    source: bytes | str,
    earlier: Carried,
    *,
    visible_only: bool = False,
    seed: int | None = None,
    on_event: Callable[[Event], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Verdict:
    """The verdict with `earlier` in `mine`; its diagnosis names the earlier function that breaks it, if one does."""
    verdict = grade_on(
        cages,
        bundle,
        source,
        visible_only=visible_only,
        seed=seed,
        on_event=on_event,
        should_stop=should_stop,
        earlier=earlier,
    )
    if not _may_be_carried(verdict, source, earlier):
        return verdict
    again = _Again(cages, bundle, source, verdict, visible_only, should_stop)
    return again.with_the_cause(earlier)


def _may_be_carried(verdict: Verdict, source: bytes | str, earlier: Carried) -> bool:
    text = source if isinstance(source, str) else source.decode(errors="replace")
    failed = verdict.outcome is Outcome.FAILED and verdict.attempted
    return failed and verdict.ending not in ON_PURPOSE and PACKAGE in text and bool(earlier.own_functions)


@dataclass(frozen=True)
class _Again:
    """Gradings of the same source on the same inputs, in silence, with other functions in `mine`."""

    cages: Cages
    bundle: Bundle
    source: bytes | str
    first: Verdict
    visible_only: bool
    should_stop: Callable[[], bool] | None

    def with_the_cause(self, earlier: Carried) -> Verdict:
        """The first verdict; named in front of all else are the own functions without which it mends."""
        mended = self._graded(earlier.with_only("", self.bundle))
        if not self._mends(mended):
            return self.first
        causes = list(self._causes(earlier)) or list(earlier.own_functions)
        rest = () if mended.outcome is Outcome.PASSED else tuple(mended.diagnoses)
        named = tuple(self._diagnosis(name, earlier.own_functions[name], mended) for name in causes)
        return replace(self.first, diagnoses=(*named, *rest))

    def _causes(self, earlier: Carried) -> Iterator[str]:
        """The functions that alone break it. Stops asking once another whole grading's time is spent."""
        names = list(earlier.own_functions)
        if len(names) == 1:
            yield names[0]
            return
        until = time.monotonic() + limits_of(self.bundle).wall_s
        for name in names if len(names) <= MOST_ALONE else ():
            if time.monotonic() > until:
                return
            if not self._mends(self._graded(earlier.with_only(name, self.bundle))):
                yield name

    def _graded(self, earlier: Carried) -> Verdict:
        return grade_on(
            self.cages,
            self.bundle,
            self.source,
            visible_only=self.visible_only,
            seed=self.first.seed,
            should_stop=self.should_stop,
            earlier=earlier,
        )

    def _mends(self, other: Verdict) -> bool:
        """Does what failed first pass now?"""
        if other.outcome is Outcome.PASSED:
            return True
        if other.fault in (Fault.AUTHOR, Fault.PLATFORM) or other.ending in ON_PURPOSE:
            return False
        failed = next((one.id for one in self.first.checks if one.outcome is CheckOutcome.FAILED), None)
        if failed is None:
            return any(one.outcome is CheckOutcome.PASSED for one in other.checks)
        return any(one.id == failed and one.outcome is CheckOutcome.PASSED for one in other.checks)

    def _diagnosis(self, name: str, slug: str, mended: Verdict) -> Diagnosis:
        title = next(one.title for one in self.bundle.carried if one.slug == slug)
        rest = (
            "With the reference's in its place everything passes."
            if mended.outcome is Outcome.PASSED
            else "With the reference's in its place this check passes. More may follow."
        )
        sentence = f'Your `{name}` from "{title}" (`{slug}`) is the cause. {rest}'
        return Diagnosis(CARRIED, name, sentence, Certainty.LOCALISED)
