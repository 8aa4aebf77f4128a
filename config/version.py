"""Which version of Ascent this is."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"


@cache
def version() -> str:
    """As `pyproject.toml` gives it."""
    return str(tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"])
