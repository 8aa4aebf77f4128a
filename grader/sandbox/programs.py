"""Which function each kind of cage runs once it is shut."""

from __future__ import annotations

import enum
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


class Role(enum.StrEnum):
    """`LEARNER` runs hostile source, `EXAMINER` the author's, `PROBE` tries to break out for the self-test."""

    LEARNER = "learner"
    EXAMINER = "examiner"
    PROBE = "probe"


@dataclass(frozen=True)
class Programs:
    """Entry points as "module:function"; `folders` are looked in for them beside this package's own."""

    learner: str = "grader.learner.serving:serve"
    examiner: str = "grader.examining:examine"
    probe: str = "grader.sandbox.probes:probe"
    folders: tuple[str, ...] = ()

    def entry(self, role: Role) -> str:
        return {Role.LEARNER: self.learner, Role.EXAMINER: self.examiner, Role.PROBE: self.probe}[role]


PREPARE = "prepare"
LEARN = "learn"
REHEARSE = "rehearse"


def load_learn(name: str) -> Callable[[bytes], None]:
    """What the fork server does with the lasting part of a job, for the children to come.

    The function `learn` of the entry's module, or nothing where it has none.
    """
    learn: Callable[[bytes], None] = getattr(importlib.import_module(name.partition(":")[0]), LEARN, _nothing)
    return learn


def _nothing(_lesson: bytes) -> None:
    """The module learns nothing."""


def load_rehearse(name: str) -> Callable[[], None]:
    """What a child does while it waits for its job: the function `rehearse` of the entry's module, if it has one."""
    module = importlib.import_module(name.partition(":")[0])
    rehearse: Callable[[], None] = getattr(module, REHEARSE, _no_rehearsal)
    return rehearse


def _no_rehearsal() -> None:
    """The module rehearses nothing."""


def load_entry(name: str) -> Callable[..., Any]:
    """The function called `name`; imports what it needs, so that nothing has to be found inside the cage.

    A module with a function `prepare` has it called once, before any child is forked.
    """
    module_name, _, function = name.partition(":")
    module = importlib.import_module(module_name)
    prepare = getattr(module, PREPARE, None)
    if prepare is not None:
        prepare()
    entry: Callable[..., Any] = getattr(module, function)
    return entry
