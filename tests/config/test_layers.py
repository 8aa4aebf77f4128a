"""The import contracts name every package: a new one cannot slip past them."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_PACKAGES = {"tests", "curriculum", "frontend", "templates", "docs", "locale", "requirements", "var", "staticfiles"}


def contracts() -> dict[str, dict[str, object]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["name"]: contract for contract in settings["tool"]["importlinter"]["contracts"]}


def packages(folder: Path) -> set[str]:
    return {path.parent.name for path in folder.glob("*/__init__.py") if path.parent.name not in NOT_PACKAGES}


def test_every_top_level_package_is_a_layer() -> None:
    layers = contracts()["Imports between packages only go down"]["layers"]
    assert set(layers) == packages(ROOT)  # type: ignore[arg-type]


def test_the_engine_s_contract_is_exhaustive() -> None:
    contract = contracts()["Inside the engine imports only go down"]
    assert contract["exhaustive"] is True
    assert contract["containers"] == ["grader"]


def test_types_and_lint_look_at_every_package() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert packages(ROOT) <= set(settings["tool"]["mypy"]["files"])
    assert packages(ROOT) - {"config"} <= set(settings["tool"]["coverage"]["run"]["source"])
