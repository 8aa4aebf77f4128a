"""Facts about a source, read from its syntax tree: what it defines, calls, loops over and imports.

Import aliases are followed, so `np.linalg.solve`, `la.solve` and `s = np.linalg.solve; s(…)` are all
"numpy.linalg.solve". A method of something unknown is told by its name alone, as ".dot".
"""

from __future__ import annotations

import ast
import hashlib
from typing import Any

from grader.learner.aliases import Aliases
from grader.learner.tree_parts import NODE_KINDS, OPERATORS, TreeParts, tree_parts

Function = ast.FunctionDef | ast.AsyncFunctionDef
MAX_NAMES = 10_000
DIGEST_BYTES = 20
MAX_FUNCTIONS = 1_000
# Layout and annotations; a name's context follows from where it stands.
NOT_COMPARED = {"returns", "annotation", "type_comment", "ctx", "kind"}
COMPARED: dict[type, tuple[str, ...]] = {
    kind: tuple(name for name in kind._fields if name not in NOT_COMPARED) for kind in NODE_KINDS
}


def source_facts(source: bytes, file: str = "solution.py") -> dict[str, Any]:
    """The facts of `source`; raises SyntaxError, which names `file`, and whatever else Python's parser raises for it.

    Takes bytes, so that an encoding cookie is heeded as the interpreter would.
    """
    tree = ast.parse(source, file)
    parts = tree_parts(tree)
    aliases = Aliases(parts)
    found = _functions(tree)
    own = {name for name, _ in found}
    functions = {name: _function_facts(node, aliases, own) for name, node in found}
    return {
        "functions": functions,
        "imports": _unique(aliases.imported),
        "classes": _unique([node.name for node in parts.classes]),
        "calls": _uses(parts, aliases, functions),
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
    inside = tree_parts(node)
    return {
        "dump": _digest(_normalised(node)),
        "line": node.lineno,
        "end": node.end_lineno,
        "assigns": _unique([name.id for name in inside.names if isinstance(name.ctx, ast.Store)]),
        "arguments": [argument.arg for argument in (*positional, *arguments.kwonlyargs)],
        "required": len(positional) - len(arguments.defaults) + arguments.kw_defaults.count(None),
        "star": arguments.vararg is not None or arguments.kwarg is not None,
        "calls": _unique([*_calls(inside, Aliases(inside, aliases)), *_named(inside, own)]),
        "loops": len(inside.loops),
        "operators": _unique([OPERATORS[type(node)] for node in inside.operators]),
    }


def _normalised(function: Function) -> list[str]:
    """The same for two functions that differ in layout, comments, annotations or docstring alone."""
    told: list[str] = []
    waiting: list[Any] = [function]
    while waiting:
        part = waiting.pop()
        compared = COMPARED.get(type(part))
        if compared is not None:
            told.append(type(part).__name__)
            values = [getattr(part, name, None) for name in compared]
            if isinstance(part, Function) and ast.get_docstring(part, clean=False) is not None:
                values[compared.index("body")] = part.body[1:]
            waiting += values
        elif isinstance(part, list):
            told.append(f"[{len(part)}")
            waiting += part
        else:
            told.append(repr(part))
    return told


def _digest(told: list[str]) -> str:
    """By a hash of the interpreter's own: OpenSSL's would be one more library whose pages each child fetches."""
    text = "\0".join(told).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=DIGEST_BYTES).hexdigest()


def _calls(parts: TreeParts, aliases: Aliases) -> list[str]:
    return _unique([name for call in parts.calls if (name := aliases.dotted(call.func))])


def _named(parts: TreeParts, own: set[str]) -> list[str]:
    """Functions of the source that are named, so that one handed to `map` or bound to another name counts as called."""
    return [name.id for name in parts.names if name.id in own and isinstance(name.ctx, ast.Load)]


def _uses(parts: TreeParts, aliases: Aliases, functions: dict[str, dict[str, Any]]) -> list[str]:
    """Every call and every attribute of an imported module, anywhere in the source."""
    found = _calls(parts, aliases)
    for facts in functions.values():
        found += facts["calls"]
    found += [aliases.dotted(attribute) for attribute in parts.attributes]
    found += [aliases.dotted(name) for name in parts.names if aliases.is_imported(name.id)]
    return _unique([name for name in found if name])


def _unique(names: list[str]) -> list[str]:
    return list(dict.fromkeys(names))[:MAX_NAMES]
