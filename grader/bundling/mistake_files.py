"""mistakes/*.py: wrong in one typical way. A whole file, or a few functions put on top of the reference."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from grader.bundling.errors import BundleError

HEADER = re.compile(r"#\s*(fails|diagnosis|also)\s*:\s*(.*?)\s*")


@dataclass(frozen=True)
class Mistake:
    """`fails`: the first check that fails; `also`: later ones that may; `diagnosis`: what it is called."""

    path: str
    fails: str
    diagnosis: str
    also: tuple[str, ...]
    source: str


def read_mistake(path: str, text: str) -> Mistake:
    """A mistake with its header. Raises BundleError."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        header = HEADER.fullmatch(line)
        if header is None:
            break
        found[header[1]] = header[2]
    for key in ("fails", "diagnosis"):
        if not found.get(key):
            raise BundleError(path, 1, f'The header says "# {key}: …" in the first lines.')
    also = tuple(one.strip() for one in found.get("also", "").split(",") if one.strip())
    return Mistake(path, found["fails"], found["diagnosis"], also, text)


def as_submission(reference: str, mistake: str) -> str:
    """What a learner with this mistake would hand in: the reference, the mistake's definitions in place of its own."""
    replaced = definitions(mistake)
    lines = reference.splitlines()
    for name, node in definitions(reference).items():
        if name in replaced:
            for place in range(_first_line(node) - 1, node.end_lineno or node.lineno):
                lines[place] = ""
    return "\n".join(lines).rstrip() + "\n\n\n" + mistake


@dataclass(frozen=True)
class Changes:
    """What a mistake puts in the reference's place: these names, and nothing else in `source`."""

    names: frozenset[str]
    source: str


def changes_of(reference: str, mistake: str) -> Changes:
    """The definitions of a mistake that differ from the reference's; with its imports, without its header."""
    own = {name: ast.dump(node) for name, node in definitions(reference).items()}
    theirs = definitions(mistake)
    changed = frozenset(name for name, node in theirs.items() if ast.dump(node) != own.get(name))
    lines = mistake.splitlines()
    kept: list[ast.stmt] = [node for node in ast.parse(mistake).body if isinstance(node, (ast.Import, ast.ImportFrom))]
    kept += [theirs[name] for name in theirs if name in changed]
    texts = ["\n".join(lines[_first_line(node) - 1 : node.end_lineno]) for node in kept]
    return Changes(changed, "\n\n\n".join(texts) + "\n")


def definitions(source: str) -> dict[str, ast.stmt]:
    """What a source defines at its top, by name. Raises SyntaxError."""
    found: dict[str, ast.stmt] = {}
    for node in ast.parse(source).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found[node.name] = node
        elif isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = node
    return found


def _first_line(node: ast.stmt) -> int:
    decorators = node.decorator_list if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else []
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])
