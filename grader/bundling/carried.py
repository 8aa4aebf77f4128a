"""`[mine]` of exercise.toml: the earlier functions that an exercise imports, packed into it with their references.

A worker has nothing but the bundle. So reading an exercise from its folder also reads, from the folders beside it,
the references of the exercises that it names, and of those that these name in turn.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.bundling.errors import BundleError, line_with
from grader.bundling.exercise_toml import FILE, ExerciseTable, read_exercise_toml

FOLDER = "carried/"
INDEX = f"{FOLDER}index.json"


@dataclass(frozen=True)
class CarriedExercise:
    """One earlier exercise: which of its functions come along, and the reference that may stand in for them."""

    slug: str
    title: str
    names: tuple[str, ...]
    reference: str


def read_carried(files: Mapping[str, bytes]) -> tuple[CarriedExercise, ...]:
    """What was packed along, in the order of the curriculum. Raises BundleError."""
    if INDEX not in files:
        return ()
    try:
        return tuple(
            CarriedExercise(
                str(entry["slug"]),
                str(entry["title"]),
                tuple(str(name) for name in entry["names"]),
                files[f"{FOLDER}{entry['slug']}.py"].decode(),
            )
            for entry in json.loads(files[INDEX])
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BundleError(INDEX, 1, "This is no list of what the exercise carries.") from error


def carried_files(folder: Path, exercise_toml: str) -> dict[str, bytes]:
    """What to pack along for the exercise in `folder`. Raises BundleError at the line of its exercise.toml."""
    gathering = _Gathering(folder.parent.parent, exercise_toml)
    gathering.visit(read_exercise_toml(exercise_toml), _place(folder))
    return gathering.files()


@dataclass
class _Gathering:
    """Everything below `root` that one exercise carries."""

    root: Path
    exercise_toml: str
    homes: dict[str, str] = field(default_factory=dict)
    tables: dict[str, tuple[Path, ExerciseTable]] = field(default_factory=dict)

    def visit(self, table: ExerciseTable, before: tuple[str, str]) -> None:
        """Note what `table` imports, then what the exercises that give it import."""
        for name, slug in table.mine.items():
            if self.homes.setdefault(name, slug) != slug:
                raise self._refused(name, f"`{name}` comes along from `{self.homes[name]}` and from `{slug}`.")
            is_new = slug not in self.tables
            folder, giving = self._table(name, slug)
            if _place(folder) >= before:
                raise self._refused(name, f"`{slug}` does not come before the exercise that imports from it.")
            if name not in [function.name for function in giving.functions]:
                raise self._refused(name, f"`{slug}` has no function `{name}`.")
            if is_new:
                self.visit(giving, _place(folder))

    def files(self) -> dict[str, bytes]:
        """The references and their index; nothing where nothing is carried."""
        if not self.tables:
            return {}
        ordered = sorted(self.tables.items(), key=lambda item: _place(item[1][0]))
        index = [
            {"slug": slug, "title": table.title, "names": sorted(n for n, home in self.homes.items() if home == slug)}
            for slug, (_, table) in ordered
        ]
        texts = {f"{FOLDER}{slug}.py": (folder / "reference.py").read_bytes() for slug, (folder, _) in ordered}
        return {INDEX: json.dumps(index, ensure_ascii=False, indent=1).encode(), **texts}

    def _table(self, name: str, slug: str) -> tuple[Path, ExerciseTable]:
        if slug not in self.tables:
            found = [path for path in self.root.glob(f"*/*{slug}") if _slug(path) == slug]
            if len(found) != 1 or not (found[0] / "reference.py").is_file():
                raise self._refused(name, f"There is no exercise `{slug}` beside this one.")
            try:
                table = read_exercise_toml((found[0] / FILE).read_text(encoding="utf-8"))
            except (BundleError, OSError, UnicodeDecodeError) as error:
                raise self._refused(name, f"`{slug}` cannot be read: {error}") from error
            self.tables[slug] = found[0], table
        return self.tables[slug]

    def _refused(self, name: str, sentence: str) -> BundleError:
        line = max(line_with(self.exercise_toml, f"{name} ="), line_with(self.exercise_toml, "[mine]"))
        return BundleError(FILE, line, sentence)


def _place(folder: Path) -> tuple[str, str]:
    return folder.parent.name, folder.name


def _slug(folder: Path) -> str:
    number, _, rest = folder.name.partition("-")
    return rest if number.isdigit() else folder.name
