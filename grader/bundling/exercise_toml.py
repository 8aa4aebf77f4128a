"""exercise.toml: who the exercise is, its functions and its checks."""

from __future__ import annotations

import re
import tomllib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.bundling.errors import BundleError, line_with
from grader.bundling.standard_checks import StandardProbe
from grader.contract import ContractError, FunctionContract
from grader.contract.reading import contract_from
from grader.verdict import NEUTRAL_TITLE, Visibility, neutral_id

FILE = "exercise.toml"
TOP = {
    "uuid": str,
    "title": str,
    "summary": str,
    "minutes": int,
    "concepts": list,
    "requires": list,
    "forbids": list,
    "banned": list,
    "standard": dict,
    "limits": dict,
    "mine": dict,
    "functions": list,
    "checks": list,
}
OPTIONAL = {"forbids", "banned", "standard", "limits", "mine"}
LIMITS = {"wall_s", "cpu_s", "memory_mb", "tmp_mb", "source_bytes"}
# Beyond this no limit and no number of points makes sense; infinity and NaN are neither.
MOST = 1e9
CHECK_KEYS = {"id", "task", "title", "visibility", "needs", "points"}
CHECK_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")


@dataclass(frozen=True)
class CheckSpec:
    """One check as declared. `standard`: one of the probes that every exercise gets."""

    id: str
    task: int
    title: str
    visibility: Visibility
    points: float = 1.0
    needs: tuple[str, ...] = ()
    standard: bool = False

    def for_learner(self, passed: bool) -> dict[str, Any]:
        """What a page lists before anything ran: the same neutral id and title as in the verdict where it is hidden."""
        is_open = self.visibility.is_open(passed)
        return {
            "id": self.id if is_open else neutral_id(self.id),
            "task": self.task,
            "title": self.title if is_open else NEUTRAL_TITLE,
            "visibility": self.visibility.value,
        }


@dataclass(frozen=True)
class ExerciseTable:
    uuid: str
    title: str
    summary: str
    minutes: int
    concepts: tuple[str, ...]
    requires: tuple[str, ...]
    forbids: tuple[str, ...]
    banned: tuple[str, ...]
    standard_out: Mapping[str, str]
    limits: Mapping[str, float]
    mine: Mapping[str, str]
    functions: tuple[FunctionContract, ...]
    function_tables: tuple[Mapping[str, Any], ...]
    checks: tuple[CheckSpec, ...]


def read_exercise_toml(text: str) -> ExerciseTable:
    """The tables of exercise.toml. Raises BundleError with the line."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        raise BundleError(FILE, int(place[1]) if place else 1, f"This is no TOML: {error}.") from error
    _check_top(tables, text)
    checks = tuple(_check(table, text) for table in tables["checks"])
    _check_needs(checks, text)
    return ExerciseTable(
        uuid=tables["uuid"],
        title=tables["title"],
        summary=tables["summary"],
        minutes=tables["minutes"],
        concepts=_texts(tables, "concepts", text),
        requires=_texts(tables, "requires", text),
        forbids=_texts(tables, "forbids", text),
        banned=_texts(tables, "banned", text),
        standard_out=_standard_out(tables.get("standard", {}), text),
        limits=_limits(tables.get("limits", {}), text),
        mine=_mine(tables.get("mine", {}), text),
        functions=_functions(tables["functions"], text),
        function_tables=tuple(tables["functions"]),
        checks=checks,
    )


def _check_top(tables: Mapping[str, Any], text: str) -> None:
    for key in tables:
        if key not in TOP:
            raise BundleError(FILE, line_with(text, key), f'"{key}" is no key of an exercise.')
    for key, kind in TOP.items():
        if key not in tables:
            if key in OPTIONAL:
                continue
            raise BundleError(FILE, 1, f'"{key}" is missing.')
        if type(tables[key]) is not kind:
            raise BundleError(FILE, line_with(text, key), f'"{key}" should be a {kind.__name__}.')
    try:
        uuid.UUID(tables["uuid"])
    except ValueError as error:
        raise BundleError(FILE, line_with(text, "uuid"), "This is no UUID.") from error
    if not 1 <= tables["minutes"] <= 240:
        raise BundleError(FILE, line_with(text, "minutes"), "minutes lies between 1 and 240.")
    for key in ("title", "summary"):
        if not tables[key].strip():
            raise BundleError(FILE, line_with(text, key), f'"{key}" is empty.')


def _texts(tables: Mapping[str, Any], key: str, text: str) -> tuple[str, ...]:
    found = tables.get(key, [])
    if not all(isinstance(one, str) and one for one in found):
        raise BundleError(FILE, line_with(text, key), f'"{key}" is a list of texts.')
    return tuple(found)


def _standard_out(table: Mapping[str, Any], text: str) -> Mapping[str, str]:
    for probe, reason in table.items():
        line = line_with(text, probe)
        if probe not in list(StandardProbe):
            raise BundleError(FILE, line, f'"{probe}" is no standard probe: {", ".join(StandardProbe)}.')
        if not isinstance(reason, str) or len(reason) < 8:
            raise BundleError(FILE, line, f'Taking out "{probe}" needs a reason.')
    return dict(table)


def _limits(table: Mapping[str, Any], text: str) -> Mapping[str, float]:
    for key, amount in table.items():
        if key not in LIMITS or type(amount) not in (int, float) or not 0 < amount < MOST:
            raise BundleError(FILE, line_with(text, key), f"A limit is one of {', '.join(sorted(LIMITS))}, above 0.")
    return dict(table)


def _mine(table: Mapping[str, Any], text: str) -> Mapping[str, str]:
    """Which exercise gives each of the earlier functions that this one imports."""
    for name, slug in table.items():
        if not name.isidentifier() or not isinstance(slug, str) or not CHECK_ID.fullmatch(slug):
            raise BundleError(FILE, line_with(text, name), 'A line of [mine] is: function = "exercise".')
    return dict(table)


def _functions(tables: list[Any], text: str) -> tuple[FunctionContract, ...]:
    found: list[FunctionContract] = []
    for table in tables:
        if not isinstance(table, dict):
            raise BundleError(FILE, line_with(text, "functions"), "A function is a table.")
        line = line_with(text, "name", str(table.get("name")))
        try:
            contract = contract_from(table)
        except ContractError as error:
            raise BundleError(FILE, line, str(error)) from error
        if contract.name in [one.name for one in found]:
            raise BundleError(FILE, line, f"`{contract.name}` is declared twice.")
        found.append(contract)
    if not found:
        raise BundleError(FILE, 1, "An exercise needs at least one function.")
    return tuple(found)


def _check(table: Any, text: str) -> CheckSpec:
    if not isinstance(table, dict):
        raise BundleError(FILE, line_with(text, "checks"), "A check is a table.")
    line = line_with(text, "id", f'"{table.get("id")}"')
    unknown = sorted(set(table) - CHECK_KEYS)
    if unknown:
        raise BundleError(FILE, line_with(text, unknown[0]), f'"{unknown[0]}" is no key of a check.')
    check_id, title, task = table.get("id"), table.get("title"), table.get("task")
    if not isinstance(check_id, str) or not CHECK_ID.fullmatch(check_id):
        raise BundleError(FILE, line, "A check needs an id of small letters, digits and dashes.")
    if check_id in list(StandardProbe):
        raise BundleError(FILE, line, f'"{check_id}" is the name of a standard probe.')
    if not isinstance(title, str) or not title.strip():
        raise BundleError(FILE, line, f'Check "{check_id}" needs a title that says what should hold.')
    if type(task) is not int or task < 1:
        raise BundleError(FILE, line, f'Check "{check_id}" needs the number of its task.')
    return CheckSpec(check_id, task, title, *_check_options(table, check_id, line))


def _check_options(table: Mapping[str, Any], check_id: str, line: int) -> tuple[Visibility, float, tuple[str, ...]]:
    visibility, points, needs = table.get("visibility"), table.get("points", 1), table.get("needs", [])
    if visibility not in list(Visibility):
        raise BundleError(FILE, line, f'Check "{check_id}": visibility is always, outcome, after_pass or hidden.')
    if type(points) not in (int, float) or not 0 < points < MOST:
        raise BundleError(FILE, line, f'Check "{check_id}": points are a number above 0.')
    if not isinstance(needs, list) or not all(isinstance(one, str) for one in needs):
        raise BundleError(FILE, line, f'Check "{check_id}": needs is a list of ids.')
    return Visibility(visibility), float(points), tuple(needs)


def _check_needs(checks: tuple[CheckSpec, ...], text: str) -> None:
    if not checks:
        raise BundleError(FILE, 1, "An exercise needs at least one check.")
    seen: dict[str, CheckSpec] = {}
    for check in checks:
        line = line_with(text, "id", f'"{check.id}"')
        if check.id in seen:
            raise BundleError(FILE, line, f'Check "{check.id}" is declared twice.')
        for need in check.needs:
            if need not in seen:
                raise BundleError(FILE, line, f'Check "{check.id}" needs "{need}", which does not come before it.')
            if check.visibility is Visibility.ALWAYS and seen[need].visibility is not Visibility.ALWAYS:
                raise BundleError(FILE, line, f'Check "{check.id}" is always visible and cannot need a hidden one.')
        seen[check.id] = check
