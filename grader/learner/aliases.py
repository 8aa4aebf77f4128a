"""Follow names back to what was imported: `np`, `la.solve`, `f = np.einsum`, `getattr(np, "einsum")`."""

from __future__ import annotations

import ast
import sys

from grader.learner.tree_parts import TreeParts

MAX_CHAIN = 64


class Aliases:
    """What each name of a scope stands for, as a dotted path from the package it was imported from."""

    def __init__(self, parts: TreeParts, outer: Aliases | None = None) -> None:
        """`parts` are those of the scope; `outer` knows what surrounds it."""
        self.imported: list[str] = []
        self.paths: dict[str, str] = dict(outer.paths) if outer is not None else {}
        self.starred: list[str] = list(outer.starred) if outer is not None else []
        for node in parts.imports:
            if isinstance(node, ast.Import):
                self._note_import(node)
            else:
                self._note_import_from(node)
        assignments = [node for node in parts.assignments if _names_something(node.value)]
        # Twice, so that a name bound to an alias of an alias is followed too.
        for assignment in [*assignments, *assignments]:
            self._note_assignment(assignment)

    def is_imported(self, name: str) -> bool:
        return name in self.paths or self._from_star(name) is not None

    def dotted(self, node: ast.AST) -> str:
        """The dotted path that an expression names, ".method" for one of an unknown object, else ""."""
        tail: list[str] = []
        while len(tail) < MAX_CHAIN:
            if isinstance(node, ast.Attribute):
                tail.append(node.attr)
                node = node.value
            elif (named := _constant_getattr(node)) is not None:
                node, attribute = named
                tail.append(attribute)
            else:
                break
        if isinstance(node, ast.Name):
            root = self.paths.get(node.id) or self._from_star(node.id)
            if root is not None or not tail:
                return ".".join([root or node.id, *reversed(tail)])
        return f".{tail[0]}" if tail else ""

    def _from_star(self, name: str) -> str | None:
        """`from numpy import *` gives a bare name whatever the module has under it."""
        for module in self.starred:
            loaded = sys.modules.get(module)
            if loaded is not None and name in vars(loaded):
                return f"{module}.{name}"
        return None

    def _note_import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.imported.append(alias.name)
            first = alias.name.partition(".")[0]
            self.paths[alias.asname or first] = alias.name if alias.asname else first

    def _note_import_from(self, node: ast.ImportFrom) -> None:
        module = "." * node.level + (node.module or "")
        for alias in node.names:
            path = f"{module}.{alias.name}"
            self.imported.append(path)
            if alias.name == "*":
                self.starred.append(module)
            else:
                self.paths[alias.asname or alias.name] = path

    def _note_assignment(self, node: ast.Assign) -> None:
        path = self.dotted(node.value)
        if not path or path.startswith(".") or path.partition(".")[0] not in self._roots():
            return
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.paths[target.id] = path

    def _roots(self) -> set[str]:
        return {path.partition(".")[0] for path in (*self.paths.values(), *self.starred)}


def _names_something(node: ast.AST) -> bool:
    return isinstance(node, (ast.Attribute, ast.Name)) or _constant_getattr(node) is not None


def _constant_getattr(node: ast.AST) -> tuple[ast.AST, str] | None:
    """`getattr(np.linalg, "solve")` as (np.linalg, "solve")."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id != "getattr":
        return None
    if len(node.args) < 2 or not isinstance(node.args[1], ast.Constant) or not isinstance(node.args[1].value, str):
        return None
    return node.args[0], node.args[1].value
