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
    examiner: str = "grader.exam.examining:examine"
    probe: str = "grader.sandbox.probes:probe"
    folders: tuple[str, ...] = ()

    def entry(self, role: Role) -> str:
        return {Role.LEARNER: self.learner, Role.EXAMINER: self.examiner, Role.PROBE: self.probe}[role]


PREPARE = "prepare"
REHEARSE = "rehearse"


@dataclass(frozen=True)
class Program:
    """`run` is what a child becomes; `rehearse` is what it does beforehand, while it waits for its job."""

    run: Callable[..., Any]
    rehearse: Callable[[], None]


def load_program(name: str) -> Program:
    """The function called `name`; imports what it needs, so that nothing has to be found inside the cage.

    Its module may have `prepare`, called once here, and `rehearse`, called in each child before its job comes: a
    page that it touches then is not copied while a learner waits. Neither may leave anything behind.
    """
    module_name, _, function = name.partition(":")
    module = importlib.import_module(module_name)
    getattr(module, PREPARE, _nothing)()
    return Program(getattr(module, function), getattr(module, REHEARSE, _nothing))


def _nothing() -> None:
    """For a module without the one or the other."""
