"""Read the contract language of `[[functions]]`: "X: (n, d)", "params: {W1: (h, d)}", "f: (X: any) -> float".

    declared := [name ":"] type ["=" default]
    type     := one ("|" one)*
    one      := "any" | "float" | "int" ["<" bound] | "bool" | "complex" | "str" | "None" | "Generator"
              | "dict" | "list" ["[" type "]"] | "tuple" ["[" type, … "]"] | "like" name
              | "{" name ":" type, … "}"
              | "(" name ":" type, … ")" "->" type
              | "(" dim, … ")" ["float" | "int" | "bool" | "complex"] ["<" bound]
    dim      := number, name, product or sum of them, or "..."

`int < k` bounds whole numbers (labels); with it the standard probes can draw such an argument themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from grader.contract.types import (
    AnyType,
    ArrayType,
    Declared,
    Dim,
    FunctionType,
    GeneratorType,
    LikeType,
    NoneType,
    NumberKind,
    NumberType,
    RecordType,
    SequenceType,
    TextType,
    UnionType,
    ValueType,
)

TOKEN = re.compile(r"\s*(->|\.\.\.|[A-Za-z_]\w*|\d+|[()\[\]{},:|<*+\-])")
NAMED = re.compile(r"\s*([A-Za-z_]\w*)\s*:(.*)", re.DOTALL)
KINDS = {kind.value: kind for kind in NumberKind}
PLAIN: dict[str, Callable[[], ValueType]] = {
    "any": AnyType,
    "str": TextType,
    "None": NoneType,
    "Generator": GeneratorType,
    "dict": RecordType,
}


class ContractError(ValueError):
    """A line of a contract that says nothing we can check."""


def parse_declared(text: str) -> Declared:
    """One argument or returned value from its line in exercise.toml. Raises ContractError."""
    body, _, default = text.partition("=")
    named = NAMED.fullmatch(body)
    name, written = (named[1], named[2]) if named else ("", body)
    return Declared(name, parse_type(written), default.strip() or None)


def parse_type(text: str) -> ValueType:
    """A type from its text. Raises ContractError."""
    reader = _Reader(text)
    found = reader.union()
    reader.end()
    return found


def _tokens(text: str) -> list[str]:
    found, position = [], 0
    text = text.strip()
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None:
            raise ContractError(f'"{text}": cannot read "{text[position:].strip()}".')
        found.append(match[1])
        position = match.end()
    return found


class _Reader:
    """A recursive descent over the tokens of one type."""

    def __init__(self, text: str) -> None:
        self._text = text.strip()
        self._left = _tokens(text)

    def end(self) -> None:
        if self._left:
            raise ContractError(f'"{self._text}": "{self._left[0]}" is not expected there.')

    def union(self) -> ValueType:
        options = [self._one()]
        while self._took("|"):
            options.append(self._one())
        return options[0] if len(options) == 1 else UnionType(tuple(options))

    def _one(self) -> ValueType:
        word = self._next("a type")
        if word in PLAIN:
            return PLAIN[word]()
        if word in KINDS:
            return NumberType(KINDS[word], self._bound())
        if word == "like":
            return LikeType(self._next("the name of an argument"))
        if word in ("list", "tuple"):
            return SequenceType(word, self._items())
        if word == "{":
            return RecordType({field.name: field.type for field in self._fields("}")})
        if word == "(":
            return self._function() if self._arrow_follows() else self._array()
        raise ContractError(f'"{self._text}": "{word}" is no type.')

    def _items(self) -> tuple[ValueType, ...] | None:
        if not self._took("["):
            return None
        items = [self.union()]
        while self._took(","):
            items.append(self.union())
        self._expect("]")
        return tuple(items)

    def _fields(self, closing: str) -> Sequence[Declared]:
        fields: list[Declared] = []
        while not self._took(closing):
            name = self._next("a name")
            self._expect(":")
            fields.append(Declared(name, self.union()))
            if not self._took(","):
                self._expect(closing)
                break
        return fields

    def _function(self) -> ValueType:
        arguments = tuple(self._fields(")"))
        self._expect("->")
        return FunctionType(arguments, self.union())

    def _array(self) -> ValueType:
        dims: list[Dim] = []
        while not self._took(")"):
            dims.append(self._dim())
            if not self._took(","):
                self._expect(")")
                break
        kind = KINDS[self._left.pop(0)] if self._left and self._left[0] in KINDS else NumberKind.FLOAT
        return ArrayType(tuple(dims), kind, self._bound())

    def _dim(self) -> Dim:
        words = [self._next("a length")]
        while self._left and self._left[0] in ("*", "+", "-"):
            words += [self._left.pop(0), self._next("a length")]
        if any(not (word == "..." or word.isidentifier() or word.isdigit()) for word in words[::2]):
            raise ContractError(f'"{self._text}": "{" ".join(words)}" is no length.')
        return Dim("".join(words))

    def _bound(self) -> str | None:
        return self._next("a bound") if self._took("<") else None

    def _arrow_follows(self) -> bool:
        depth = 1
        for place, word in enumerate(self._left):
            depth += (word == "(") - (word == ")")
            if depth == 0:
                return self._left[place + 1 : place + 2] == ["->"]
        return False

    def _next(self, wanted: str) -> str:
        if not self._left:
            raise ContractError(f'"{self._text}": {wanted} is missing at the end.')
        return self._left.pop(0)

    def _took(self, word: str) -> bool:
        if self._left and self._left[0] == word:
            self._left.pop(0)
            return True
        return False

    def _expect(self, word: str) -> None:
        if not self._took(word):
            found = self._left[0] if self._left else "the end"
            raise ContractError(f'"{self._text}": expected "{word}", found "{found}".')
