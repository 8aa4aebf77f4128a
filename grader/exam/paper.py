"""The exam paper: what the worker hands to the examiner's cage for one grading, as bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from grader.bundle import Bundle
from grader.bundling.exercise_toml import CheckSpec
from grader.bundling.mistake_files import Changes, changes_of
from grader.contract import FunctionContract
from grader.contract.reading import contract_from
from grader.verdict import Visibility


@dataclass(frozen=True)
class PaperMistake:
    """A mistake as what it changes in the reference."""

    fails: str
    diagnosis: str
    source: str
    changed: Sequence[str]


@dataclass(frozen=True)
class Paper:
    """`visible_only`: the exam ends before its first hidden check."""

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

    @classmethod
    def of(cls, bundle: Bundle, *, seed: int, visible_only: bool) -> Paper:
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
        )

    def to_bytes(self) -> bytes:
        table = {
            **self.__dict__,
            "checks": [check.__dict__ for check in self.checks],
            "functions": None,
            "mistakes": [mistake.__dict__ for mistake in self.mistakes],
        }
        return json.dumps(table).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Paper:
        table = json.loads(data)
        table["checks"] = tuple(_check(check) for check in table["checks"])
        table["functions"] = tuple(contract_from(function) for function in table["function_tables"])
        table["mistakes"] = tuple(PaperMistake(**mistake) for mistake in table["mistakes"])
        return cls(**table)


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
