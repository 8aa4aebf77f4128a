"""Facts about a source, read from its syntax tree: what it defines, calls, loops over and imports.

Import aliases are followed, so `np.linalg.solve`, `la.solve` and `s = np.linalg.solve; s(…)` are all
"numpy.linalg.solve". A method of something unknown is told by its name alone, as ".dot".
"""

from __future__ import annotations

import ast
import copy
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


def source_facts(source: bytes) -> dict[str, Any]:
    """The facts of `source`; raises SyntaxError and whatever else Python's parser raises for it.

    Takes bytes, so that an encoding cookie is heeded as the interpreter would.
    """
    tree = ast.parse(source, "solution.py")
    aliases = Aliases(tree)
    return {
        "functions": {name: _function_facts(node, aliases) for name, node in _functions(tree)},
        "imports": _unique(aliases.imported),
        "classes": [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)][:MAX_NAMES],
        "calls": _uses(tree, aliases),
    }


def _functions(tree: ast.Module) -> list[tuple[str, Function]]:
    """The functions of the module and the methods of its classes, as "Class.method"; the last definition wins."""
    found: list[tuple[str, Function]] = []
    for node in _statements(tree.body):
        if isinstance(node, Function):
            found.append((node.name, node))
        elif isinstance(node, ast.ClassDef):
            found += [(f"{node.name}.{inner.name}", inner) for inner in node.body if isinstance(inner, Function)]
    return found[:1000]


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


def _function_facts(node: Function, aliases: Aliases) -> dict[str, Any]:
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    keyword_only = [argument.arg for argument in arguments.kwonlyargs]
    inside = list(ast.walk(node))
    operators = [OPERATORS[type(part)] for part in inside if type(part) in OPERATORS]
    return {
        "dump": _normalised_hash(node),
        "line": node.lineno,
        "arguments": [argument.arg for argument in positional] + keyword_only,
        "required": len(positional) - len(arguments.defaults) + arguments.kw_defaults.count(None),
        "star": arguments.vararg is not None or arguments.kwarg is not None,
        "calls": _calls(inside, aliases.inside(node)),
        "loops": sum(isinstance(part, LOOPS) for part in inside),
        "operators": _unique(operators),
    }


def _normalised_hash(node: Function) -> str:
    """The same for two functions that differ in layout, comments, annotations or docstring alone."""
    bare = copy.deepcopy(node)
    for part in ast.walk(bare):
        if isinstance(part, Function):
            part.returns = None
            if ast.get_docstring(part, clean=False) is not None:
                part.body = part.body[1:] or [ast.Pass()]
        elif isinstance(part, ast.arg):
            part.annotation = None
    return hashlib.sha256(ast.dump(bare).encode("utf-8", "surrogatepass")).hexdigest()


def _calls(nodes: list[ast.AST], aliases: Aliases) -> list[str]:
    return _unique([name for part in nodes if isinstance(part, ast.Call) and (name := aliases.dotted(part.func))])


def _uses(tree: ast.Module, aliases: Aliases) -> list[str]:
    """Every call and every attribute of an imported module, anywhere in the source."""
    everything = list(ast.walk(tree))
    found = _calls(everything, aliases)
    for scope in everything:
        if isinstance(scope, Function):
            found += _calls(list(ast.walk(scope)), aliases.inside(scope))
    for part in everything:
        if isinstance(part, ast.Attribute):
            name = aliases.dotted(part)
            found += [name] if name else []
        elif isinstance(part, ast.Name) and aliases.is_imported(part.id):
            found.append(aliases.dotted(part))
    return _unique(found)


def _unique(names: list[str]) -> list[str]:
    return list(dict.fromkeys(names))[:MAX_NAMES]
