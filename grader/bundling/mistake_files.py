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
    replaced = _defined(mistake)
    lines = reference.splitlines()
    for node in ast.parse(reference).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name in replaced:
            start = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            for place in range(start - 1, node.end_lineno or start):
                lines[place] = ""
    return "\n".join(lines).rstrip() + "\n\n\n" + mistake


def _defined(source: str) -> set[str]:
    return {node.name for node in ast.parse(source).body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
