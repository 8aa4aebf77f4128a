"""Is this still the same code? A space, a comment or a docstring does not make it another."""

import ast
import hashlib


def fingerprint(source: str) -> str:
    """A hash of what the code says; equal for sources that differ only in layout and remarks.

    Code that does not parse is compared without its white space.
    """
    try:
        # Only parsed, never compiled: what a submission may hold is bounded, and nothing of it runs.
        tree = ast.parse(source)
        _drop_docstrings(tree)
        meaning = ast.dump(tree, annotate_fields=False)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        meaning = "".join(source.split())
    return hashlib.sha256(meaning.encode("utf-8", "surrogatepass")).hexdigest()


def _drop_docstrings(tree: ast.AST) -> None:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and _is_remark(body[0]):
            del body[0]


def _is_remark(statement: ast.AST) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )
