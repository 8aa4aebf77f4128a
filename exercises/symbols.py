"""What the symbols of a statement mean: the course's own glossary, in four dialects."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from django.conf import settings

FILE = "symbols.toml"


def symbols_of(slug: str) -> Sequence[Mapping[str, str]]:
    """The symbols that have this meaning in the exercise `slug`, as the page's scripts read them."""
    return _by_exercise().get(slug, ())


@cache
def _by_exercise() -> Mapping[str, Sequence[Mapping[str, str]]]:
    path = Path(settings.CURRICULUM_DIR) / FILE
    if not path.is_file():
        return {}
    found: dict[str, list[Mapping[str, str]]] = {}
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["symbols"]:
        shown = {name: value for name, value in entry.items() if name != "exercises"}
        for slug in entry["exercises"]:
            found.setdefault(slug, []).append(shown)
    return found
