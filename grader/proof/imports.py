"""What can be proved of `mine` by reading: what is imported comes along, and the starter holds no earlier answer."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.bundle import Bundle
from grader.bundling.mistake_files import definitions
from grader.proof.findings import Finding, at

PACKAGE = "mine"


def findings_in_imports(bundle: Bundle) -> Iterator[Finding]:
    """Everything that is wrong between `mine` of exercise.toml and the imports of the author's files."""
    files = ["starter.py", "reference.py", *bundle.alternatives]
    imported: set[str] = set()
    for path in files:
        for name, line in _imported(bundle.text(path)):
            imported.add(name)
            if name not in bundle.table.mine:
                yield Finding(
                    path, line, f"`{name}` is imported from mine: say in exercise.toml which exercise gives it."
                )
    for name, slug in bundle.table.mine.items():
        if name not in imported:
            yield at(
                bundle, "exercise.toml", f"`{name}` comes along from `{slug}`, and nothing imports it.", "mine", name
            )
    yield from _answers_in_starter(bundle)


def _imported(source: str) -> Iterator[tuple[str, int]]:
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == PACKAGE:
            yield from ((alias.name, node.lineno) for alias in node.names)


def _answers_in_starter(bundle: Bundle) -> Iterator[Finding]:
    try:
        defined = definitions(bundle.starter)
    except SyntaxError:
        return
    for name in bundle.table.mine:
        if name in defined:
            sentence = f"`{name}` is an earlier answer: import it from mine instead."
            yield Finding("starter.py", defined[name].lineno, sentence)
