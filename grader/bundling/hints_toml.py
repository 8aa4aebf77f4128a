"""hints.toml: three tiers for each task; a sentence and rungs for each diagnosis."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from grader.bundling.errors import BundleError, line_with

FILE = "hints.toml"


@dataclass(frozen=True)
class DiagnosisHint:
    sentence: str
    rungs: tuple[str, ...]


@dataclass(frozen=True)
class Hints:
    tasks: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    diagnoses: Mapping[str, DiagnosisHint] = field(default_factory=dict)


def read_hints_toml(text: str) -> Hints:
    """The hints by task and by diagnosis. Raises BundleError with the line."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        raise BundleError(FILE, int(place[1]) if place else 1, f"This is no TOML: {error}.") from error
    for key in tables:
        if key not in ("task", "diagnosis"):
            raise BundleError(FILE, line_with(text, key), f'"{key}" is no table of hints: task or diagnosis.')
        if not isinstance(tables[key], dict):
            raise BundleError(FILE, line_with(text, key), f'"{key}" should be a table.')
    tasks = {_number(key, text): _tiers(key, table, text) for key, table in tables.get("task", {}).items()}
    diagnoses = {key: _diagnosis(key, table, text) for key, table in tables.get("diagnosis", {}).items()}
    return Hints(tasks, diagnoses)


def _number(key: str, text: str) -> int:
    if not (key.isascii() and key.isdigit() and len(key) < 5):
        raise BundleError(FILE, line_with(text, f"[task.{key}"), "A task has a number.")
    return int(key)


def _tiers(key: str, table: Any, text: str) -> tuple[str, ...]:
    found = table.get("tiers") if isinstance(table, dict) else None
    if not _is_texts(found):
        raise BundleError(FILE, line_with(text, f"[task.{key}"), "tiers is a list of texts.")
    return tuple(found)


def _diagnosis(key: str, table: Any, text: str) -> DiagnosisHint:
    line = line_with(text, f"[diagnosis.{key}")
    sentence = table.get("sentence") if isinstance(table, dict) else None
    if not isinstance(sentence, str) or not sentence.strip():
        raise BundleError(FILE, line, f'Diagnosis "{key}" needs a sentence.')
    rungs = table.get("rungs", [])
    if not _is_texts(rungs):
        raise BundleError(FILE, line, f'Diagnosis "{key}": rungs is a list of texts.')
    return DiagnosisHint(sentence, tuple(rungs))


def _is_texts(found: Any) -> TypeGuard[list[str]]:
    return isinstance(found, list) and all(isinstance(one, str) and one.strip() for one in found)
