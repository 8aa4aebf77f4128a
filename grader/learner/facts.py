"""Facts about a source, read from its syntax tree: what it defines, calls, loops over and imports.

Import aliases are followed, so `np.linalg.solve`, `la.solve` and `s = np.linalg.solve; s(…)` are all
"numpy.linalg.solve". A method of something unknown is told by its name alone, as ".dot".
"""

from __future__ import annotations

import ast
import hashlib
from typing import Any

from grader.learner.aliases import Aliases

Function = ast.FunctionDef | ast.AsyncFunctionDef
LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.comprehension)
OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.MatMult: "@", ast.LShift: "<<", ast.RShift: ">>", ast.BitOr: "|", ast.BitXor: "^", ast.BitAnd: "&",
    ast.Invert: "~",
}  # fmt: skip
MAX_NAMES = 10_000
MAX_FUNCTIONS = 1_000
# Layout and annotations; a name's context follows from where it stands.
NOT_COMPARED = {"returns", "annotation", "type_comment", "ctx", "kind"}


def source_facts(source: bytes, file: str = "solution.py") -> dict[str, Any]:
    """The facts of `source`; raises SyntaxError, which names `file`, and whatever else Python's parser raises for it.

    Takes bytes, so that an encoding cookie is heeded as the interpreter would.
    """
    tree = ast.parse(source, file)
    nodes = list(ast.walk(tree))
    aliases = Aliases(nodes)
    found = _functions(tree)
    own = {name for name, _ in found}
    functions = {name: _function_facts(node, aliases, own) for name, node in found}
    return {
        "functions": functions,
        "imports": _unique(aliases.imported),
        "classes": _unique([node.name for node in nodes if isinstance(node, ast.ClassDef)]),
        "calls": _uses(nodes, aliases, functions),
    }


def _functions(tree: ast.Module) -> list[tuple[str, Function]]:
    """The functions of the module and the methods of its classes, as "Class.method"; the last definition wins."""
    found: list[tuple[str, Function]] = []
    for node in _statements(tree.body):
        if isinstance(node, Function):
            found.append((node.name, node))
        elif isinstance(node, ast.ClassDef):
            found += [(f"{node.name}.{inner.name}", inner) for inner in node.body if isinstance(inner, Function)]
    return found[:MAX_FUNCTIONS]


def _statements(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements at module level, those under if, try and with included."""
    found: list[ast.stmt] = []
    waiting = list(reversed(body))
    while waiting:
        node = waiting.pop()
        found.append(node)
        if isinstance(node, (ast.If, ast.Try, ast.With)):
            inner = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)]
            inner += [stmt for handler in getattr(node, "handlers", []) for stmt in handler.body]
            waiting += reversed(inner)
    return found


def _function_facts(node: Function, aliases: Aliases, own: set[str]) -> dict[str, Any]:
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    inside = list(ast.walk(node))
    return {
        "dump": hashlib.sha256("\0".join(_normalised(node)).encode("utf-8", "surrogatepass")).hexdigest(),
        "line": node.lineno,
        "end": node.end_lineno,
        "assigns": _unique(
            [part.id for part in inside if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)]
        ),
        "arguments": [argument.arg for argument in (*positional, *arguments.kwonlyargs)],
        "required": len(positional) - len(arguments.defaults) + arguments.kw_defaults.count(None),
        "star": arguments.vararg is not None or arguments.kwarg is not None,
        "calls": _unique([*_calls(inside, Aliases(inside, aliases)), *_named(inside, own)]),
        "loops": sum(isinstance(part, LOOPS) for part in inside),
        "operators": _unique([OPERATORS[type(part)] for part in inside if type(part) in OPERATORS]),
    }


def _normalised(function: Function) -> list[str]:
    """The same for two functions that differ in layout, comments, annotations or docstring alone."""
    told: list[str] = []
    waiting: list[Any] = [function]
    while waiting:
        part = waiting.pop()
        if isinstance(part, ast.AST):
            told.append(type(part).__name__)
            skipped = int(isinstance(part, Function) and ast.get_docstring(part, clean=False) is not None)
            for name in part._fields:
                if name in NOT_COMPARED:
                    continue
                value = getattr(part, name, None)
                waiting.append(value[skipped:] if name == "body" and isinstance(value, list) else value)
        elif isinstance(part, list):
            told.append(f"[{len(part)}")
            waiting += part
        else:
            told.append(repr(part))
    return told


def _calls(nodes: list[ast.AST], aliases: Aliases) -> list[str]:
    return _unique([name for part in nodes if isinstance(part, ast.Call) and (name := aliases.dotted(part.func))])


def _named(nodes: list[ast.AST], own: set[str]) -> list[str]:
    """Functions of the source that are named, so that one handed to `map` or bound to another name counts as called."""
    return [
        part.id for part in nodes if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load) and part.id in own
    ]


def _uses(nodes: list[ast.AST], aliases: Aliases, functions: dict[str, dict[str, Any]]) -> list[str]:
    """Every call and every attribute of an imported module, anywhere in the source."""
    found = _calls(nodes, aliases)
    for facts in functions.values():
        found += facts["calls"]
    for part in nodes:
        if isinstance(part, ast.Attribute) or (isinstance(part, ast.Name) and aliases.is_imported(part.id)):
            found.append(aliases.dotted(part))
    return _unique([name for name in found if name])


def _unique(names: list[str]) -> list[str]:
    return list(dict.fromkeys(names))[:MAX_NAMES]
