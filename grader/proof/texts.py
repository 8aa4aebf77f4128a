"""What can be proved by reading: tasks and checks, hints and diagnoses, nothing of the answer in the texts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.bundle import Bundle
from grader.proof.findings import Finding, at
from grader.proof.imports import findings_in_imports

TIERS = 3
SHORTEST_LEAK = 12
CODE = re.compile(r"```[a-z]*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
TEXTS = ("statement.md", "hints.toml")


def findings_in_texts(bundle: Bundle) -> Iterator[Finding]:
    """Everything that reading alone finds."""
    yield from _tasks_and_checks(bundle)
    yield from _hints(bundle)
    yield from _mistake_headers(bundle)
    yield from _exam_functions(bundle)
    yield from _leaks(bundle)
    yield from findings_in_imports(bundle)


def _tasks_and_checks(bundle: Bundle) -> Iterator[Finding]:
    numbers = {task.number for task in bundle.task_list}
    asked = {check.task for check in bundle.table.checks}
    for task in bundle.task_list:
        if task.number not in asked:
            yield Finding("statement.md", task.line, f"Task {task.number} has no check.")
    for check in bundle.table.checks:
        if check.task not in numbers:
            sentence = f'Check "{check.id}" belongs to task {check.task}, which the statement does not have.'
            yield at(bundle, "exercise.toml", sentence, f'"{check.id}"')


def _hints(bundle: Bundle) -> Iterator[Finding]:
    for task in bundle.task_list:
        tiers = bundle.hints.tasks.get(task.number, ())
        if len(tiers) != TIERS:
            sentence = f"Task {task.number} has {len(tiers)} tiers of hints; {TIERS} are asked."
            yield at(bundle, "hints.toml", sentence, f"[task.{task.number}")
    named = {mistake.diagnosis for mistake in bundle.mistakes}
    for name, hint in bundle.hints.diagnoses.items():
        if not hint.rungs:
            yield at(bundle, "hints.toml", f'Diagnosis "{name}" has no rungs.', f"[diagnosis.{name}")
        if name not in named:
            yield at(bundle, "hints.toml", f'No mistake shows the diagnosis "{name}".', f"[diagnosis.{name}")


def _mistake_headers(bundle: Bundle) -> Iterator[Finding]:
    known = {check.id for check in bundle.checks}
    for mistake in bundle.mistakes:
        for name in (mistake.fails, *mistake.also):
            if name not in known:
                yield Finding(mistake.path, 1, f'There is no check "{name}".')
        if mistake.diagnosis not in bundle.hints.diagnoses:
            yield at(bundle, mistake.path, f'hints.toml has no diagnosis "{mistake.diagnosis}".', "diagnosis")
    shown = {mistake.fails for mistake in bundle.mistakes}
    for check in bundle.table.checks:
        if check.id not in shown:
            yield at(bundle, "exercise.toml", f'No mistake fails "{check.id}" first.', f'"{check.id}"')


def _exam_functions(bundle: Bundle) -> Iterator[Finding]:
    declared = {check.id for check in bundle.table.checks}
    marked = dict(_marked(bundle))
    for check_id, line in marked.items():
        if check_id not in declared:
            yield Finding("exam.py", line, f'Check "{check_id}" is not declared in exercise.toml.')
    for check_id in declared - set(marked):
        yield at(bundle, "exercise.toml", f'exam.py has no check "{check_id}".', f'"{check_id}"')


def _marked(bundle: Bundle) -> Iterator[tuple[str, int]]:
    try:
        tree = ast.parse(bundle.exam)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef):
            continue
        for mark in node.decorator_list:
            if isinstance(mark, ast.Call) and mark.args and isinstance(mark.args[0], ast.Constant):
                yield str(mark.args[0].value), node.lineno


def _leaks(bundle: Bundle) -> Iterator[Finding]:
    """Code in the texts that stands in the reference and is given neither by the starter nor by the contract."""
    secret = _secret(bundle)
    for path in TEXTS:
        text = bundle.text(path)
        for found in CODE.finditer(text):
            code = _dense(found[1] or found[2] or "")
            if len(code) >= SHORTEST_LEAK and code in secret and not _is_signature(bundle, code):
                line = text.count("\n", 0, found.start()) + 1
                yield Finding(path, line, f"`{(found[1] or found[2]).strip()}` stands in the reference.")


def _secret(bundle: Bundle) -> str:
    given = {_dense(line) for line in bundle.starter.splitlines()}
    own = (_dense(line) for line in bundle.reference.splitlines())
    return "\n".join(line for line in own if line not in given and not line.startswith("def"))


def _is_signature(bundle: Bundle, code: str) -> bool:
    signatures = [
        f"{function.name}({','.join(argument.name for argument in function.arguments)})"
        for function in bundle.functions
    ]
    is_given_name = code.isidentifier() and code in re.findall(r"\w+", bundle.starter)
    return is_given_name or code in signatures or code in [function.name for function in bundle.functions]


def _dense(code: str) -> str:
    return re.sub(r"\s+", "", code)
