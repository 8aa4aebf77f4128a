"""What an expression does and with what, in a few words: `@ X #` is a product of `X` and of a part that is looked at.

`#` is a part with a place of its own, `=2` a number of the text, `?` anything else; `axis:=1` is named. A call tells
the last name of what it calls and, behind its arguments, what it is asked of: `call.sum axis:=1 on:#`.
"""

from __future__ import annotations

import ast

from grader.learner.tree_parts import OPERATORS

MOST_WORDS = 12
MOST_LETTERS = 200
PART, UNKNOWN = "#", "?"


def form_of(node: ast.expr, whole: tuple[type[ast.expr], ...]) -> str:
    """Its words, in the order in which its parts are looked at; empty where it is of no known form.

    `whole`: the kinds of expressions that have places of their own.
    """
    words = _words(node, whole)
    told = " ".join(words)
    return told if len(words) <= MOST_WORDS and len(told) <= MOST_LETTERS else ""


def _words(node: ast.expr, whole: tuple[type[ast.expr], ...]) -> list[str]:
    match node:
        case ast.BinOp() if type(node.op) in OPERATORS:
            return [OPERATORS[type(node.op)], _word(node.left, whole), _word(node.right, whole)]
        case ast.UnaryOp(op=ast.USub()):
            return ["neg", _word(node.operand, whole)]
        case ast.Attribute(attr="T"):
            return [".T", _word(node.value, whole)]
        case ast.Call(func=ast.Name(id=name)):
            return [f"call.{name}", *_given(node, whole)]
        case ast.Call(func=ast.Attribute(attr=name, value=value)):
            return [f"call.{name}", *_given(node, whole), f"on:{_word(value, whole)}"]
    return []


def _given(node: ast.Call, whole: tuple[type[ast.expr], ...]) -> list[str]:
    words = [_word(one, whole) for one in node.args]
    return words + [f"{one.arg or UNKNOWN}:{_word(one.value, whole)}" for one in node.keywords]


def _word(node: ast.expr, whole: tuple[type[ast.expr], ...]) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Constant(value=value) if isinstance(value, (int, float)):
            return f"={value!r}"
        case _ if isinstance(node, whole):
            return PART
    return UNKNOWN
