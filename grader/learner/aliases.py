"""Follow names back to what was imported: `np`, `la.solve`, `f = np.einsum`, `getattr(np, "einsum")`."""

from __future__ import annotations

import ast
import sys

MAX_CHAIN = 64


class Aliases:
    """What each name of a scope stands for, as a dotted path from the package it was imported from."""

    def __init__(self, scope: ast.AST, outer: Aliases | None = None) -> None:
        self.imported: list[str] = []
        self._outer = outer
        self._paths: dict[str, str] = dict(outer._paths) if outer is not None else {}
        self._star: list[str] = list(outer._star) if outer is not None else []
        for node in ast.walk(scope):
            self._note_import(node)
        # A second pass, so that a name bound to an alias of an alias is followed too.
        for _ in range(2):
            for node in ast.walk(scope):
                self._note_assignment(node)

    def inside(self, scope: ast.AST) -> Aliases:
        """The aliases as seen within a function, its own bindings added."""
        return Aliases(scope, self)

    def is_imported(self, name: str) -> bool:
        return name in self._paths or self._from_star(name) is not None

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
            root = self._paths.get(node.id) or self._from_star(node.id)
            if root is not None or not tail:
                return ".".join([root or node.id, *reversed(tail)])
        return f".{tail[0]}" if tail else ""

    def _from_star(self, name: str) -> str | None:
        """`from numpy import *` gives a bare name whatever the module has under it."""
        for module in self._star:
            loaded = sys.modules.get(module)
            if loaded is not None and name in vars(loaded):
                return f"{module}.{name}"
        return None

    def _note_import(self, node: ast.AST) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                self.imported.append(alias.name)
                first = alias.name.partition(".")[0]
                self._paths[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            for alias in node.names:
                path = f"{module}.{alias.name}"
                self.imported.append(path)
                if alias.name == "*":
                    self._star.append(module)
                else:
                    self._paths[alias.asname or alias.name] = path

    def _note_assignment(self, node: ast.AST) -> None:
        if not isinstance(node, ast.Assign) or not isinstance(node.value, (ast.Attribute, ast.Name, ast.Call)):
            return
        if isinstance(node.value, ast.Call) and _constant_getattr(node.value) is None:
            return
        path = self.dotted(node.value)
        known = path and not path.startswith(".") and path.partition(".")[0] in self._roots()
        for target in node.targets:
            if known and isinstance(target, ast.Name):
                self._paths[target.id] = path

    def _roots(self) -> set[str]:
        return {path.partition(".")[0] for path in (*self._paths.values(), *self._star)}


def _constant_getattr(node: ast.AST) -> tuple[ast.AST, str] | None:
    """`getattr(np.linalg, "solve")` as (np.linalg, "solve")."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id != "getattr":
        return None
    if len(node.args) < 2 or not isinstance(node.args[1], ast.Constant) or not isinstance(node.args[1].value, str):
        return None
    return node.args[0], node.args[1].value
