"""Hints on what the engine finds by itself: for any exercise whose own hints say nothing of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("general_hints.toml")


@dataclass(frozen=True)
class GeneralHints:
    """Where to look, which idea, and a smaller case by hand: Markdown, the gentlest first."""

    look: str
    idea: str
    by_hand: str


@cache
def general_hints() -> Mapping[str, GeneralHints]:
    """The hints by the name of what was found."""
    return {name: GeneralHints(**texts) for name, texts in tomllib.loads(FILE.read_text(encoding="utf-8")).items()}
