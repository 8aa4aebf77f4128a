"""The exam paper: what the worker hands to the examiner's cage for one grading, as bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import CodeType
from typing import Any

from grader.bundle import Bundle
from grader.bundling.exercise_toml import CheckSpec
from grader.bundling.mistake_files import Changes, changes_of
from grader.contract import FunctionContract
from grader.contract.reading import contract_from
from grader.exam.marks import SEEDS
from grader.exam.unread import compiled_exam
from grader.learner.facts import source_facts
from grader.learner.own_modules import Earlier
from grader.verdict import Visibility

# Papers that a fork server keeps read and compiled, some 100 kB each.
KEPT = 32


@dataclass(frozen=True)
class PaperMistake:
    """A mistake as what it changes in the reference."""

    fails: str
    diagnosis: str
    source: str
    changed: Sequence[str]


@dataclass(frozen=True)
class Paper:
    """`visible_only`: the exam ends before its first hidden check. `trace`: no exam at all, this function is
    followed line by line; any of them if it is "". `mine`: what the author's code imports from there. `measuring`:
    `seed` is the seed of the trainings too, for the measurement of a mark."""

    seed: int
    visible_only: bool
    checks: tuple[CheckSpec, ...]
    functions: tuple[FunctionContract, ...]
    function_tables: Sequence[Mapping[str, Any]]
    exam: str
    reference: str
    starter: str
    mistakes: tuple[PaperMistake, ...]
    sentences: Mapping[str, str]
    mine: tuple[Earlier, ...] = ()
    trace: str | None = None
    measuring: bool = False

    @classmethod
    def of(
        cls,
        bundle: Bundle,
        *,
        seed: int,
        visible_only: bool,
        mine: tuple[Earlier, ...] = (),
        trace: str | None = None,
        measuring: bool = False,
    ) -> Paper:
        return cls(
            seed=seed,
            visible_only=visible_only,
            checks=bundle.checks,
            functions=bundle.functions,
            function_tables=bundle.table.function_tables,
            exam=bundle.exam,
            reference=bundle.reference,
            starter=bundle.starter,
            mistakes=_mistakes(bundle),
            sentences={name: hint.sentence for name, hint in bundle.hints.diagnoses.items()},
            mine=mine,
            trace=trace,
            measuring=measuring,
        )

    def to_bytes(self) -> bytes:
        """What changes with each grading on the first line, then `lasting`."""
        changing = {
            "seed": self.seed,
            "visible_only": self.visible_only,
            "trace": self.trace,
            "measuring": self.measuring,
        }
        return json.dumps(changing).encode() + b"\n" + self.lasting

    @cached_property
    def lasting(self) -> bytes:
        """The part that is the same for every grading of the exercise."""
        return json.dumps(
            {
                "checks": [check.__dict__ for check in self.checks],
                "function_tables": list(self.function_tables),
                "exam": self.exam,
                "reference": self.reference,
                "starter": self.starter,
                "mistakes": [mistake.__dict__ for mistake in self.mistakes],
                "sentences": dict(self.sentences),
                "mine": [each.as_dict() for each in self.mine],
            }
        ).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Paper:
        first, _, lasting = data.partition(b"\n")
        return cls(**json.loads(first), **read_lasting(lasting))

    @property
    def training_seeds(self) -> tuple[int, ...]:
        """With which seeds a training is tried; measuring takes each seed once."""
        return (self.seed,) if self.measuring else SEEDS

    @property
    def code(self) -> AuthorCode:
        """The author's files, compiled. Raises whatever compiling them raises."""
        return compiled(self.exam, self.reference, self.starter)


@dataclass(frozen=True)
class AuthorCode:
    """The code of exam.py and reference.py, and what the text of starter.py says."""

    exam: CodeType
    reference: CodeType
    starter_facts: Mapping[str, Any]


@lru_cache(maxsize=KEPT)
def read_lasting(lasting: bytes) -> Mapping[str, Any]:
    """The fields of a paper that last. Kept: what the fork server has read, its children need not read again."""
    fields: dict[str, Any] = json.loads(lasting)
    fields["checks"] = tuple(_check(check) for check in fields["checks"])
    fields["function_tables"] = tuple(fields["function_tables"])
    fields["functions"] = tuple(contract_from(function) for function in fields["function_tables"])
    fields["mistakes"] = tuple(PaperMistake(**mistake) for mistake in fields["mistakes"])
    fields["mine"] = tuple(Earlier.from_dict(each) for each in fields["mine"])
    return fields


@lru_cache(maxsize=KEPT)
def compiled(exam: str, reference: str, starter: str) -> AuthorCode:
    """Compiled and not executed: the fork server may do it, and its children inherit it."""
    return AuthorCode(
        compiled_exam(exam),
        compile(reference, "reference.py", "exec", dont_inherit=True),
        source_facts(starter.encode()),
    )


@lru_cache(maxsize=4096)
def _changes(reference: str, mistake: str) -> Changes:
    """Worked out once, not at each grading."""
    return changes_of(reference, mistake)


def _mistakes(bundle: Bundle) -> tuple[PaperMistake, ...]:
    found = [(one, _changes(bundle.reference, one.source)) for one in bundle.mistakes]
    return tuple(
        PaperMistake(one.fails, one.diagnosis, changes.source, sorted(changes.names)) for one, changes in found
    )


def _check(table: dict[str, Any]) -> CheckSpec:
    return CheckSpec(**{**table, "visibility": Visibility(table["visibility"]), "needs": tuple(table["needs"])})
