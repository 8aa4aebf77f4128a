"""A learner's solutions as a Python package that runs outside Ascent."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Sequence

from accounts.models import User
from accounts.personal_data import ExportedFile
from exercises.grading import bundle_of
from exercises.models import Solution

PACKAGE = "my_ascent"
MINE = "mine"
IMPORTS_MINE = re.compile(r"^\s*(?:from|import)\s+mine\b", re.MULTILINE)

INIT = '''"""What you passed on Ascent: one module for each exercise."""

__all__ = {modules!r}
'''
HOMES = '''"""The module that your exercises import from: each function comes from where you passed it."""

import importlib

HOMES = {homes!r}


def __getattr__(name):
    if name not in HOMES:
        raise AttributeError(f"`{{name}}` is not among the exercises you passed: the reference stood in for it.")
    return getattr(importlib.import_module(HOMES[name]), name)
'''


def package_files(person: User) -> Iterator[ExportedFile]:
    """The package, and the module `mine` beside it where a solution imports from earlier ones."""
    solutions = list(
        Solution.objects.filter(learner=person)
        .select_related("exercise", "submission")
        .only("exercise__slug", "exercise__published", "submission__source", "submission__version")
        .order_by("exercise__stage__number", "exercise__position")
    )
    if not solutions:
        return
    modules = {solution.exercise.slug: _module(solution.exercise.slug) for solution in solutions}
    yield ExportedFile(f"code/{PACKAGE}/__init__.py", INIT.format(modules=list(modules.values())))
    for solution in solutions:
        yield ExportedFile(f"code/{PACKAGE}/{modules[solution.exercise.slug]}.py", solution.submission.source)
    homes = _homes(solutions, modules)
    if homes is not None:
        yield ExportedFile(f"code/{MINE}.py", HOMES.format(homes=homes))


def _homes(solutions: Sequence[Solution], modules: dict[str, str]) -> dict[str, str] | None:
    """The module of each function that comes along to one of these; None where none imports from earlier ones."""
    importing = [solution for solution in solutions if IMPORTS_MINE.search(solution.submission.source)]
    if not importing:
        return None
    return {
        name: f"{PACKAGE}.{modules[carried.slug]}"
        for solution in importing
        for carried in bundle_of(solution.submission.version_id).carried
        for name in carried.names
        if carried.slug in modules
    }


def _module(slug: str) -> str:
    name = re.sub(r"\W", "_", slug)
    return f"step_{name}" if keyword.iskeyword(name) or not name.isidentifier() else name
