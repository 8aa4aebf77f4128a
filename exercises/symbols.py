"""What the symbols of the course mean, and what other books call them: one table for the page and for the cards."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

FILE = "symbols.toml"


class Dialect(StrEnum):
    """A book or library with letters of its own."""

    NIELSEN = "nielsen"
    NG = "ng"
    PYTORCH = "pytorch"


@dataclass(frozen=True)
class Saying:
    """How a dialect writes a symbol. Texts hold `code` between backticks and formulas between dollars."""

    sign: str = ""
    shape: str = ""
    note: str = ""
    none: str = ""

    def as_text(self) -> str:
        """In one line, as a card shows it."""
        return self.none or ": ".join(filter(None, [" ".join(filter(None, [self.sign, self.shape])), self.note]))


@dataclass(frozen=True)
class Symbol:
    """One symbol with one meaning."""

    id: str
    group: str
    tex: str
    means: str
    shape: str
    code: str
    numpy: str
    sayings: Mapping[Dialect, Saying]
    exercises: Sequence[str]
    also: Sequence[str] = ()

    @property
    def used_in(self) -> Sequence[str]:
        """Every exercise that it belongs to."""
        return (*self.exercises, *self.also)

    @property
    def words(self) -> str:
        """What a search looks through."""
        said = (saying.as_text() for saying in self.sayings.values())
        return " ".join((self.tex, self.means, self.shape, self.code, self.numpy, *said)).casefold()

    def as_card(self) -> dict[str, str]:
        """As the scripts of an exercise page read it."""
        dialects = {dialect.value: saying.as_text() for dialect, saying in self.sayings.items() if not saying.none}
        own = {name: getattr(self, name) for name in ("tex", "means", "shape", "code", "numpy")}
        return {**own, **dialects, "page": f"{reverse('notation')}#{self.id}"}


@dataclass(frozen=True)
class Group:
    """Symbols that are met together."""

    id: str
    title: str
    symbols: Sequence[Symbol]


def symbols_of(slug: str) -> Sequence[Mapping[str, str]]:
    """The symbols that have this meaning in the statement of `slug`, as the page's scripts read them."""
    return _cards().get(slug, ())


@cache
def symbol_groups() -> Sequence[Group]:
    """The whole table, in the order in which it is learned."""
    path = Path(settings.CURRICULUM_DIR) / FILE
    if not path.is_file():
        return ()
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    symbols = [_symbol(entry) for entry in table["symbols"]]
    return [
        Group(group["id"], group["title"], [symbol for symbol in symbols if symbol.group == group["id"]])
        for group in table["groups"]
    ]


@cache
def _cards() -> Mapping[str, Sequence[Mapping[str, str]]]:
    found: dict[str, list[Mapping[str, str]]] = {}
    for group in symbol_groups():
        for symbol in group.symbols:
            for slug in symbol.exercises:
                found.setdefault(slug, []).append(symbol.as_card())
    return found


def _symbol(entry: Mapping[str, Any]) -> Symbol:
    sayings = {dialect: Saying(**entry[dialect]) for dialect in Dialect}
    return Symbol(**{name: value for name, value in entry.items() if name not in set(Dialect)}, sayings=sayings)
