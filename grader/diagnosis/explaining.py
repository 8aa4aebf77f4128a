"""Which known mistakes, put together, answer the probes as the learner's code did. Each answer is worked out once.

A mistake that a function never comes to feel cannot change what it answers: what was found without it stands.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.diagnosis.variants import Known, KnownMistake, Variant, Variants
from grader.exam.calling import Recorded


@dataclass(frozen=True)
class Allowance:
    """How long may be searched: by the computing of this process, so that a busy machine loses no name."""

    until_cpu_s: float
    until_wall_s: float

    @classmethod
    def of(cls, *, cpu_s: float, wall_s: float) -> Allowance:
        return cls(time.process_time() + cpu_s, time.monotonic() + wall_s)

    def check(self) -> None:
        """Raises TimeoutError."""
        if time.process_time() > self.until_cpu_s or time.monotonic() > self.until_wall_s:
            raise TimeoutError


@dataclass
class Explaining:
    """The probes, those of one function together: they feel the same mistakes."""

    variants: Variants
    probes: Sequence[Recorded]
    allowance: Allowance
    _groups: dict[str, list[Recorded]] = field(default_factory=dict)
    _variants: dict[Known, Variant] = field(default_factory=dict)
    _found: dict[tuple[str, Known], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for probe in self.probes:
            self._groups.setdefault(probe.call.name if probe.call.is_plain else "", []).append(probe)

    def explain(self, *mistakes: KnownMistake) -> bool:
        """Do these mistakes together, and nothing else, explain every probe? Raises TimeoutError."""
        felt = {name: self._felt_in(name, mistakes) for name in self._groups}
        # What fewer feel is likelier to be known already, or is needed again soonest.
        return all(self._explained(name, felt[name]) for name in sorted(felt, key=lambda name: len(felt[name])))

    def _felt_in(self, group: str, mistakes: Known) -> Known:
        """A session, or a call during which something is said, may reach anything."""
        return self.variants.felt_by(group, mistakes) if group else mistakes

    def _explained(self, group: str, mistakes: Known) -> bool:
        key = (group, mistakes)
        if key not in self._found:
            self._found[key] = all(self._explains(mistakes, probe) for probe in self._groups[group])
        return self._found[key]

    def _explains(self, mistakes: Known, probe: Recorded) -> bool:
        self.allowance.check()
        if mistakes not in self._variants:
            self._variants[mistakes] = self.variants.with_mistakes(*mistakes)
        return self._variants[mistakes].explains(probe.call, probe.reply)
