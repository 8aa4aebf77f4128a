"""`@check("id")`: which function of exam.py is which check of exercise.toml."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.exam.exam import Exam

CheckFunction = Callable[["Exam"], None]
MARK = "_ascent_check"


def check(check_id: str) -> Callable[[CheckFunction], CheckFunction]:
    """Mark a function of exam.py as the check of this id."""

    def mark(function: CheckFunction) -> CheckFunction:
        setattr(function, MARK, check_id)
        return function

    return mark


def checks_of(namespace: Mapping[str, Any]) -> dict[str, CheckFunction]:
    """The marked functions of an executed exam.py, by id."""
    return {getattr(value, MARK): value for value in namespace.values() if hasattr(value, MARK)}
