"""Which names each statement of a source binds, by line: so that a tracer need not guess from what has changed."""

from __future__ import annotations

import ast
from dataclasses import dataclass

Statement = ast.Assign | ast.AnnAssign | ast.AugAssign | ast.For | ast.AsyncFor | ast.With | ast.AsyncWith
Block = ast.For | ast.AsyncFor | ast.With | ast.AsyncWith | ast.While | ast.If


@dataclass(frozen=True)
class Line:
    """The statement that stands on a line: its first and last line without the block below it.

    `block`: of a `for`, the first and last line of its block.
    """

    first: int
    last: int
    targets: tuple[ast.expr, ...] = ()
    returned: ast.expr | None = None
    block: tuple[int, int] | None = None

    def goes_on_at(self, line: int) -> bool:
        """Is the same statement still at work there? One that fits on a line has ended when that line comes again."""
        return self.first < self.last and self.first <= line <= self.last

    def binds_on_the_way_to(self, line: int) -> bool:
        """A `for` that has come to its end binds nothing once more."""
        return self.block is None or self.block[0] <= line <= self.block[1]


def lines_of(source: bytes) -> dict[int, Line]:
    """The statements that bind or return something, under each of their lines."""
    found: dict[int, Line] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.stmt) and (line := _line(node)) is not None:
            for number in range(line.first, line.last + 1):
                found[number] = _joined(found.get(number), line)
    return found


def _joined(before: Line | None, line: Line) -> Line:
    """`a = 1; b = 2` and `for x in X: y = x` are one line that binds twice."""
    if before is None or before.first != before.last:
        return line
    return Line(line.first, line.last, (*before.targets, *line.targets), line.returned or before.returned)


def _line(node: ast.stmt) -> Line | None:
    last = node.end_lineno or node.lineno
    if isinstance(node, ast.Return):
        return Line(node.lineno, last, _walrus(node), node.value) if node.value is not None else None
    if isinstance(node, Block):
        last = max(node.lineno, node.body[0].lineno - 1)
    targets = (*_targets(node), *_walrus(node))
    block = None
    if isinstance(node, ast.For | ast.AsyncFor):
        block = node.body[0].lineno, node.body[-1].end_lineno or last
    return Line(node.lineno, last, targets, block=block) if targets else None


def _targets(node: ast.stmt) -> tuple[ast.expr, ...]:
    match node:
        case ast.Assign():
            return tuple(part for target in node.targets for part in _parts(target))
        case ast.AugAssign() | ast.AnnAssign() | ast.For() | ast.AsyncFor():
            return _parts(node.target)
        case ast.With() | ast.AsyncWith():
            return tuple(part for item in node.items if item.optional_vars for part in _parts(item.optional_vars))
    return ()


def _parts(target: ast.expr) -> tuple[ast.expr, ...]:
    """The single names of a target; of `Z[i, j]`, whose key is no plain text, the whole array `Z`."""
    match target:
        case ast.Tuple() | ast.List():
            return tuple(part for each in target.elts for part in _parts(each))
        case ast.Starred():
            return _parts(target.value)
        case ast.Subscript() if not (isinstance(target.slice, ast.Constant) and isinstance(target.slice.value, str)):
            return _parts(target.value)
        case ast.Name() | ast.Subscript():
            return (target,)
    return ()


def _walrus(node: ast.stmt) -> tuple[ast.expr, ...]:
    """`(Z := X @ W)` in the statement itself, not in the block below it or in a function inside it."""
    found: list[ast.expr] = []
    waiting: list[ast.AST] = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
    while waiting:
        part = waiting.pop()
        if isinstance(part, ast.NamedExpr):
            found.append(part.target)
        if not isinstance(part, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            waiting += ast.iter_child_nodes(part)
    return tuple(found)
