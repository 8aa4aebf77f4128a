"""Wrap each expression of a source's functions, so that its value can be noted or given.

`a @ b + c` becomes `notes(1, notes(0, a @ b) + c)`, each only where `begins(place)` says that it is to be computed.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from typing import Any, TypeGuard, TypeVar

from grader.learner.forms import form_of

BEGINS, NOTES, GIVES = "__ascent_begins__", "__ascent_notes__", "__ascent_gives__"
Made = TypeVar("Made", bound=ast.AST)
MOST_PLACES = 2_000
MOST_READS = 40
WHOLE = (ast.BinOp, ast.UnaryOp, ast.Call, ast.Subscript, ast.Attribute, ast.Compare, ast.BoolOp, ast.IfExp)
LEFT_ALONE = (ast.Constant, ast.JoinedStr, ast.Lambda, ast.Starred, ast.Yield, ast.YieldFrom, ast.Await, ast.NamedExpr)
Function = (ast.FunctionDef, ast.AsyncFunctionDef)
WITH_NAMES_OF_THEIR_OWN = (
    *Function,
    ast.Lambda,
    ast.ClassDef,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)


@dataclass(frozen=True)
class Place:
    """An expression: its function, its line, the names that its statement assigns, the place around it, what it reads
    and, where it is a call, what it `calls`.

    `is_root`: the whole right-hand side of its statement, or the array that the statement writes into.
    `made`: what it does, and with what, in the words of `grader.learner.forms`.
    """

    function: str
    line: int
    targets: tuple[str, ...]
    around: int
    reads: tuple[str, ...]
    is_root: bool
    calls: tuple[str, ...] = ()
    made: str = ""

    def as_tuple(self) -> tuple[str, int, str, int, str, bool, str, str]:
        texts = (" ".join(names) for names in (self.targets, self.reads, self.calls))
        targets, reads, calls = texts
        return self.function, self.line, targets, self.around, reads, self.is_root, calls, self.made


def looked_at(tree: ast.Module) -> tuple[ast.Module, list[Place]]:
    """The wrapped tree and its places."""
    wrapping = _Wrapping()
    wrapping.statements(tree.body, "")
    return tree, wrapping.places


class _Wrapping(ast.NodeTransformer):
    def __init__(self) -> None:
        self.places: list[Place] = []
        self._function = ""
        self._locals: frozenset[str] = frozenset()
        self._targets: tuple[str, ...] = ()
        self._around = [-1]
        self._reads: list[dict[str, None]] = [{}]

    def statements(self, body: list[ast.stmt], owner: str) -> None:
        """Every function among the statements of a module or a class."""
        for node in body:
            if isinstance(node, Function):
                self._function, self._locals = owner + node.name, _locals(node)
                node.body = self._block(node.body)
            elif isinstance(node, ast.ClassDef):
                self.statements(node.body, f"{node.name}.")

    def _block(self, body: list[ast.stmt]) -> list[ast.stmt]:
        return [new for statement in body for new in self._statement(statement)]

    def _statement(self, node: ast.stmt) -> list[ast.stmt]:
        self._targets = _assigned(node)
        match node:
            case ast.Assign() | ast.AnnAssign(value=ast.expr()):
                node.value = self._root(node.value) if node.value is not None else None
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                return [node, *self._written(node, [one for one in targets if not isinstance(one, ast.Name)])]
            case ast.AugAssign():
                node.value = self.visit(node.value)
                return [node, *self._written(node, [node.target])]
            case ast.Return(value=ast.expr()):
                node.value = self._root(node.value) if node.value is not None else None
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                outer, self._locals = self._locals, _locals(node)
                node.body = self._block(node.body)
                self._locals = outer
            case ast.For() | ast.While() | ast.If() | ast.With() | ast.Try():
                self._compound(node)
            case ast.Expr():
                node.value = self.visit(node.value)
        return [node]

    def _compound(self, node: ast.For | ast.While | ast.If | ast.With | ast.Try) -> None:
        if isinstance(node, ast.For):
            node.iter = self.visit(node.iter)
        elif isinstance(node, (ast.While, ast.If)):
            node.test = self.visit(node.test)
        targets = self._targets
        for name in ("body", "orelse", "finalbody"):
            if getattr(node, name, None):
                setattr(node, name, self._block(getattr(node, name)))
        if isinstance(node, ast.For):
            node.body = [*self._turns_of(node, targets), *node.body]
        for handler in getattr(node, "handlers", []):
            handler.body = self._block(handler.body)

    def _written(self, node: ast.stmt, targets: list[ast.expr]) -> list[ast.stmt]:
        """After `dZ[rows, y] -= 1`: a note of `dZ`."""
        found: list[ast.stmt] = []
        for target in targets:
            base = target
            while isinstance(base, ast.Subscript):
                base = base.value
            if isinstance(base, ast.Name) and base.id in self._locals:
                self._targets = (base.id,)
                value = self._wrapped(_at(node, ast.Name(base.id, ast.Load())), is_root=True)
                found.append(_at(node, ast.Assign([_at(node, ast.Name(base.id, ast.Store()))], value)))
        return found

    def _turns_of(self, node: ast.For, targets: tuple[str, ...]) -> list[ast.stmt]:
        """At each turn of a loop: a note of what it goes over."""
        found: list[ast.stmt] = []
        for name in targets:
            self._targets = (name,)
            value = self._wrapped(_at(node, ast.Name(name, ast.Load())), is_root=True)
            found.append(_at(node, ast.Assign([_at(node, ast.Name(name, ast.Store()))], value)))
        return found

    def _root(self, node: ast.expr) -> ast.expr:
        """The parts of a display each for itself; else the whole, a plain name included."""
        if isinstance(node, (ast.Tuple, ast.List)):
            node.elts = [self._root(part) for part in node.elts]
            return node
        if isinstance(node, ast.Dict):
            node.values = [self._root(part) for part in node.values]
            return node
        if isinstance(node, LEFT_ALONE):
            return node
        return self._wrapped(node, is_root=True)

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, LEFT_ALONE):
            return node
        if isinstance(node, ast.Name):
            self._reads[-1][node.id] = None
            return node
        if isinstance(node, WHOLE) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            return self._wrapped(node, is_root=False)
        return self.generic_visit(node)

    def _wrapped(self, node: ast.expr, *, is_root: bool) -> ast.expr:
        if len(self.places) >= MOST_PLACES:
            return node
        index, reads = len(self.places), dict[str, None]()
        calls = (node.func.id,) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ()
        around, made = self._around[-1], form_of(node, WHOLE)
        self.places.append(Place(self._function, node.lineno, self._targets, around, (), is_root, calls, made))
        self._around.append(index)
        self._reads.append(reads)
        self._inside(node)
        self._around.pop()
        self._reads.pop()
        self._reads[-1].update(reads)
        self.places[index] = replace(self.places[index], reads=tuple(reads)[:MOST_READS])
        place = _at(node, ast.Constant(index))
        begins = _at(node, ast.Call(_at(node, ast.Name(BEGINS, ast.Load())), [place], []))
        notes = _at(node, ast.Call(_at(node, ast.Name(NOTES, ast.Load())), [place, node], []))
        gives = _at(node, ast.Call(_at(node, ast.Name(GIVES, ast.Load())), [place], []))
        return _at(node, ast.IfExp(begins, notes, gives))

    def _inside(self, node: ast.expr) -> None:
        """The parts of a node, but not what it calls."""
        if not isinstance(node, ast.Call):
            self.visit(node) if isinstance(node, ast.Name) else self.generic_visit(node)
            return
        node.args = [self.visit(part) for part in node.args]
        for keyword in node.keywords:
            keyword.value = self.visit(keyword.value)
        if isinstance(node.func, ast.Attribute):
            node.func.value = self.visit(node.func.value)


def _at(place: ast.AST, made: Made) -> Made:
    """`made` on the line of `place`, so that a traceback tells the learner's lines."""
    made.lineno, made.col_offset = place.lineno, place.col_offset  # type: ignore[attr-defined]
    made.end_lineno, made.end_col_offset = place.end_lineno, place.end_col_offset  # type: ignore[attr-defined]
    return made


def _assigned(node: ast.stmt) -> tuple[str, ...]:
    """The names that a statement assigns, in order."""
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return tuple(one.id for target in targets if target for one in ast.walk(target) if _is_stored(one))


def _is_stored(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _locals(function: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[str]:
    """What a plain assignment in this function may bind anew without changing what the name means."""
    arguments = function.args
    names = {one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    elsewhere: set[str] = set()
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            elsewhere.update(node.names)
        elif _is_stored(node):
            names.add(node.id)
        if not isinstance(node, WITH_NAMES_OF_THEIR_OWN):
            waiting += ast.iter_child_nodes(node)
    return frozenset(names - elsewhere)
