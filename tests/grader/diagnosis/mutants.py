"""Small slips put into right code, one at a time: each mutant is a bug that no list of mistakes was made for."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

SWAPPED: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add, ast.Div),
    ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,),
}
OTHER_CALLS = {"sum": "mean", "mean": "sum", "max": "min", "exp": "abs", "log": "exp", "sigmoid": "softmax"}
FACTORS = (2.0, 0.5)


@dataclass(frozen=True)
class Mutant:
    """`line`: of the original where the slip is; `function`: which function it is in; `what`: in a word."""

    source: str
    function: str
    line: int
    what: str


def mutants_of(source: str) -> Iterator[Mutant]:
    """Every mutant, in the order of the text."""
    tree = ast.parse(source)
    for function in [node for node in tree.body if isinstance(node, ast.FunctionDef)]:
        places = [node for node in ast.walk(function) if isinstance(node, ast.expr | ast.AugAssign)]
        for place, node in enumerate(places):
            for what, change in changes_to(node, [one.arg for one in function.args.args]):
                yield Mutant(changed(tree, function.name, place, change), function.name, node.lineno, what)


def changed(tree: ast.Module, name: str, place: int, change: Callable[[ast.AST], ast.AST]) -> str:
    """The source with `change` done to the expression at `place` of the function."""
    twin = copy.deepcopy(tree)
    function = next(node for node in twin.body if isinstance(node, ast.FunctionDef) and node.name == name)
    target = [node for node in ast.walk(function) if isinstance(node, ast.expr | ast.AugAssign)][place]
    replaced = change(target)
    if replaced is not target:
        for parent in ast.walk(function):
            for field, value in ast.iter_fields(parent):
                if value is target:
                    setattr(parent, field, replaced)
                elif isinstance(value, list):
                    setattr(parent, field, [replaced if one is target else one for one in value])
    return ast.unparse(ast.fix_missing_locations(twin)) + "\n"


def changes_to(node: ast.AST, arguments: list[str]) -> Iterator[tuple[str, Callable[[ast.AST], ast.AST]]]:
    """The slips that fit one expression."""
    match node:
        case ast.BinOp():
            yield from _of_operation(node)
        case ast.AugAssign(op=ast.Sub()):
            yield "sign", _operator(ast.Add)
        case ast.UnaryOp(op=ast.USub()):
            yield "sign lost", lambda one: one.operand  # type: ignore[attr-defined]
        case ast.Attribute(attr="T"):
            yield "not turned", lambda one: one.value  # type: ignore[attr-defined]
        case ast.keyword() | ast.Constant():
            yield from _of_constant(node)
        case ast.Call():
            yield from _of_call(node)
        case ast.Name(id=name, ctx=ast.Load()) if name in arguments:
            for other in arguments:
                if other != name:
                    yield f"{other} for {name}", lambda one, other=other: ast.Name(other, ast.Load())  # type: ignore[misc]


def _of_operation(node: ast.BinOp) -> Iterator[tuple[str, Callable[[ast.AST], ast.AST]]]:
    for other in SWAPPED.get(type(node.op), ()):
        yield f"{type(node.op).__name__} to {other.__name__}", _operator(other)
    if isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Div):
        yield "left only", lambda one: one.left  # type: ignore[attr-defined]
    if isinstance(node.op, ast.Mult):
        yield "right only", lambda one: one.right  # type: ignore[attr-defined]
    if isinstance(node.op, ast.MatMult):
        for side in ("left", "right"):
            yield f"{side} turned", _turning(side)
        for factor in FACTORS:
            yield f"times {factor}", lambda one, factor=factor: ast.BinOp(one, ast.Mult(), ast.Constant(factor))  # type: ignore[misc]


def _of_constant(node: ast.AST) -> Iterator[tuple[str, Callable[[ast.AST], ast.AST]]]:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield "one more", lambda one: ast.Constant(one.value + 1)  # type: ignore[attr-defined]
        if node.value == 1:
            yield "one less", lambda one: ast.Constant(0)
    if isinstance(node, ast.Constant) and node.value is True:
        yield "False", lambda one: ast.Constant(False)
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value[-1:] in "12":
        other = node.value[:-1] + {"1": "2", "2": "1"}[node.value[-1]]
        yield f"{other} for {node.value}", lambda one: ast.Constant(other)


def _of_call(node: ast.Call) -> Iterator[tuple[str, Callable[[ast.AST], ast.AST]]]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in OTHER_CALLS:
        yield f"{OTHER_CALLS[name]} for {name}", _renamed(OTHER_CALLS[name])
    if len(node.args) == 1 and not node.keywords and isinstance(node.func, ast.Attribute | ast.Name):
        yield f"no {name}", lambda one: one.args[0]  # type: ignore[attr-defined]
    if any(keyword.arg == "axis" for keyword in node.keywords):
        yield "no axis", _without("axis")
    if len(node.args) == 2:
        yield "arguments changed over", _changed_over


def _operator(kind: type[ast.operator]) -> Callable[[ast.AST], ast.AST]:
    def change(one: ast.AST) -> ast.AST:
        one.op = kind()  # type: ignore[attr-defined]
        return one

    return change


def _turning(side: str) -> Callable[[ast.AST], ast.AST]:
    def change(one: ast.AST) -> ast.AST:
        setattr(one, side, ast.Attribute(getattr(one, side), "T", ast.Load()))
        return one

    return change


def _renamed(name: str) -> Callable[[ast.AST], ast.AST]:
    def change(one: ast.AST) -> ast.AST:
        function = one.func  # type: ignore[attr-defined]
        if isinstance(function, ast.Attribute):
            function.attr = name
        else:
            function.id = name
        return one

    return change


def _without(keyword: str) -> Callable[[ast.AST], ast.AST]:
    def change(one: ast.AST) -> ast.AST:
        one.keywords = [each for each in one.keywords if each.arg != keyword]  # type: ignore[attr-defined]
        return one

    return change


def _changed_over(one: ast.AST) -> ast.AST:
    one.args = one.args[::-1]  # type: ignore[attr-defined]
    return one
