"""Comparisons whose answer the author does not read: asked ahead, judged later, in the same order.

A line `exam.compare(...)` that stands alone needs no answer before the next line runs. In a check that is not
open its call is sent while the calls before it are still being answered, so that learner and examiner compute
at the same time. The first failure in the order of the lines decides, as if each had waited for the last.
"""

from __future__ import annotations

import ast
from types import CodeType
from typing import Any

METHOD = "compare"
MARK = "_unread"


def compiled_exam(source: str) -> CodeType:
    """exam.py, with `x.compare(...)` that stands alone turned into `_unread(x).compare(...)`."""
    tree = _Marking().visit(ast.parse(source, "exam.py"))
    return compile(ast.fix_missing_locations(tree), "exam.py", "exec", dont_inherit=True)


class _Marking(ast.NodeTransformer):
    def visit_Expr(self, node: ast.Expr) -> ast.Expr:
        called = node.value.func if isinstance(node.value, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr == METHOD:
            mark = ast.copy_location(ast.Name(MARK, ast.Load()), called.value)
            called.value = ast.copy_location(ast.Call(mark, [called.value], []), called.value)
        return node


def unread(exam: Any) -> Any:
    """The exam's own comparisons without an answer; whatever else has a method of that name is left alone."""
    return getattr(exam, MARK, exam)
