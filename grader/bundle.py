"""An exercise as the engine uses it: read from its folder or from stored bytes, validated, with its version."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from grader.bundling.carried import FOLDER as CARRIED
from grader.bundling.carried import CarriedExercise, carried_files, read_carried
from grader.bundling.errors import BundleError
from grader.bundling.exercise_toml import CheckSpec, ExerciseTable, read_exercise_toml
from grader.bundling.hints_toml import Hints, read_hints_toml
from grader.bundling.measured_json import FILE as MEASURED
from grader.bundling.measured_json import Distribution, read_measured_json
from grader.bundling.mistake_files import Mistake, read_mistake
from grader.bundling.packing import MAX_FILES, MAX_PACKED_BYTES, NotABundle, Packed, check_path, pack, unpack
from grader.bundling.standard_checks import standard_checks_for
from grader.bundling.statement import Task, read_tasks
from grader.contract import FunctionContract
from grader.verdict import Visibility

NEEDED = ("exercise.toml", "statement.md", "hints.toml", "starter.py", "reference.py", "exam.py")
FOLDER = re.compile(r"(?:(\d{2})-)?([a-z0-9][a-z0-9-]*)")


@dataclass(frozen=True)
class Bundle:
    """One exercise. Everything in it derives from `files`; two bundles are equal if their versions are."""

    stage: str
    folder: str
    files: Mapping[str, bytes]
    table: ExerciseTable = field(repr=False)
    hints: Hints = field(repr=False)
    task_list: tuple[Task, ...] = field(repr=False)
    mistakes: tuple[Mistake, ...] = field(repr=False)
    carried: tuple[CarriedExercise, ...] = field(repr=False)
    measured: Mapping[tuple[str, str], Distribution] = field(repr=False)

    @classmethod
    def read(cls, path: Path | str) -> Bundle:
        """The exercise in this folder, with what it carries from those beside it. Raises BundleError."""
        folder = Path(path).resolve()
        files: dict[str, bytes] = {}
        for file in sorted(folder.rglob("*")):
            name = file.relative_to(folder).as_posix()
            if file.is_file() and "__pycache__" not in name and not name.startswith("."):
                files[name] = file.read_bytes()
        if any(name.startswith(CARRIED) for name in files):
            raise BundleError(CARRIED, 1, "What an exercise carries is packed by [mine] in exercise.toml, not by hand.")
        if "exercise.toml" in files:
            files |= carried_files(folder, _text("exercise.toml", files["exercise.toml"]))
        return cls._of(Packed(folder.parent.name, folder.name, files))

    @classmethod
    def from_bytes(cls, data: bytes) -> Bundle:
        """A stored exercise. Raises BundleError for bytes that no bundle has."""
        try:
            return cls._of(unpack(data))
        except NotABundle as error:
            raise BundleError("bundle", 1, str(error)) from error

    def to_bytes(self) -> bytes:
        """The same bytes for the same files, wherever and whenever."""
        return pack(Packed(self.stage, self.folder, self.files))

    @classmethod
    def _of(cls, packed: Packed) -> Bundle:
        _check_files(packed.files)
        texts = {name: _text(name, packed.files[name]) for name in NEEDED}
        table = read_exercise_toml(texts["exercise.toml"])
        tasks = read_tasks(texts["statement.md"])
        mistakes = tuple(
            read_mistake(name, _text(name, data))
            for name, data in sorted(packed.files.items())
            if name.startswith("mistakes/") and name.endswith(".py")
        )
        hints = read_hints_toml(texts["hints.toml"])
        carried = read_carried(packed.files)
        measured = read_measured_json(_text(MEASURED, packed.files[MEASURED])) if MEASURED in packed.files else {}
        return cls(packed.stage, packed.folder, dict(packed.files), table, hints, tasks, mistakes, carried, measured)

    @cached_property
    def version(self) -> str:
        return "sha256:" + hashlib.sha256(self.to_bytes()).hexdigest()

    @property
    def slug(self) -> str:
        """The folder's name without its number."""
        match = FOLDER.fullmatch(self.folder)
        return match[2] if match else self.folder

    @property
    def place(self) -> int:
        """The exercise's place within its stage; 0 where the folder has no number."""
        match = FOLDER.fullmatch(self.folder)
        return int(match[1]) if match and match[1] else 0

    @property
    def uuid(self) -> str:
        return self.table.uuid

    @property
    def title(self) -> str:
        return self.table.title

    @property
    def summary(self) -> str:
        return self.table.summary

    @property
    def minutes(self) -> int:
        return self.table.minutes

    @property
    def concepts(self) -> tuple[str, ...]:
        return self.table.concepts

    @property
    def requires(self) -> tuple[str, ...]:
        return self.table.requires

    @property
    def forbids(self) -> tuple[str, ...]:
        return self.table.forbids

    @property
    def limits(self) -> Mapping[str, float]:
        """The limits that the exercise raises, by the names of `Limits`."""
        return self.table.limits

    @property
    def functions(self) -> tuple[FunctionContract, ...]:
        return self.table.functions

    @property
    def tasks(self) -> list[tuple[int, str]]:
        return [(task.number, task.title) for task in self.task_list]

    @cached_property
    def checks(self) -> tuple[CheckSpec, ...]:
        """All checks in exam order: the visible ones first, the standard probes after the authored ones."""
        last_task = self.task_list[-1].number
        standard = [
            CheckSpec(check.probe.value, last_task, check.title, check.visibility, standard=True)
            for check in standard_checks_for(self.functions, tuple(self.table.standard_out))
        ]
        every = (*self.table.checks, *standard)
        is_open = [check for check in every if check.visibility is Visibility.ALWAYS]
        return (*is_open, *(check for check in every if check.visibility is not Visibility.ALWAYS))

    @property
    def starter(self) -> str:
        return self.text("starter.py")

    @property
    def statement(self) -> str:
        return self.text("statement.md")

    @property
    def reference(self) -> str:
        return self.text("reference.py")

    @property
    def exam(self) -> str:
        return self.text("exam.py")

    @property
    def lesson(self) -> str | None:
        return self.text("lesson.md") if "lesson.md" in self.files else None

    @property
    def alternatives(self) -> dict[str, str]:
        """Correct but different solutions, by path."""
        names = sorted(name for name in self.files if name.startswith("alternatives/") and name.endswith(".py"))
        return {name: self.text(name) for name in names}

    def text(self, name: str) -> str:
        return _text(name, self.files[name])


def _check_files(files: Mapping[str, bytes]) -> None:
    for name in NEEDED:
        if name not in files:
            raise BundleError(name, 1, "The exercise has no such file.")
    if len(files) > MAX_FILES or sum(map(len, files.values())) > MAX_PACKED_BYTES // 2:
        raise BundleError("bundle", 1, f"At most {MAX_FILES} files and {MAX_PACKED_BYTES // 2} bytes.")
    for name in files:
        try:
            check_path(name)
        except NotABundle as error:
            raise BundleError(name, 1, str(error)) from error


def _text(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BundleError(name, 1, "The file is no UTF-8 text.") from error
