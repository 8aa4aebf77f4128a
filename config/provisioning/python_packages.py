"""The virtual environment, filled from the lock by uv."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from config.provisioning.commands import run_logged
from config.provisioning.progress import step
from config.provisioning.stamps import fingerprint, is_current


def provide_python_packages(folder: Path, lock: str) -> Path:
    """Make `.venv` hold exactly what `requirements/<lock>.txt` pins; return its interpreter.

    The lock of the tests holds all of the lock for running, so `./run` leaves it in place.
    Raises Problem.
    """
    python = folder / ".venv" / "bin" / "python"
    stamp = folder / ".venv" / "ascent-lock"
    locks = {name: fingerprint([folder / "requirements" / f"{name}.txt"], name) for name in ("run", "test")}
    good_enough = ("test",) if lock == "test" else ("run", "test")
    if python.exists() and any(is_current(stamp, locks[name]) for name in good_enough):
        return python
    with step("Installing Python packages"):
        stamp.unlink(missing_ok=True)
        _sync(folder, python, lock)
        stamp.write_text(locks[lock], encoding="ascii")
    return python


def _sync(folder: Path, python: Path, lock: str) -> None:
    # Compiled now: whoever serves may not write here, and each start would compile anew.
    run_logged(
        [_uv(folder, python), "pip", "sync", "--quiet", "--require-hashes", "--compile-bytecode",
         "--python", str(python), f"requirements/{lock}.txt"],
        purpose="Installing Python packages",
        folder=folder,
    )  # fmt: skip


def install_beside(folder: Path, *, lock: str, target: Path, purpose: str) -> None:
    """Install what `requirements/<lock>.txt` pins into `target`, outside of `.venv`'s own packages.

    Raises Problem.
    """
    python = folder / ".venv" / "bin" / "python"
    run_logged(
        [_uv(folder, python), "pip", "install", "--quiet", "--require-hashes", "--python", str(python),
         "--target", str(target), "-r", f"requirements/{lock}.txt"],
        purpose=purpose,
        folder=folder,
    )  # fmt: skip


def _uv(folder: Path, python: Path) -> str:
    """The program uv: the one on PATH, else our own beside `.venv`'s packages, so that a sync never removes it.

    Makes `.venv` first where it is missing.
    """
    venv = folder / ".venv"
    on_path = shutil.which("uv")
    if on_path:
        if not python.exists():
            _make_empty(venv)
            run_logged(
                [on_path, "venv", "--quiet", "--python", sys.executable, str(venv)],
                purpose="Making .venv",
                folder=folder,
            )
        return on_path
    if not python.exists():
        _make_empty(venv)
        run_logged([sys.executable, "-m", "venv", str(venv)], purpose="Making .venv", folder=folder)
    tools = venv / "setup-tools"
    uv = tools / "bin" / "uv"
    if not uv.exists():
        run_logged(
            [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes",
             "--target", str(tools), "-r", "requirements/uv.txt"],
            purpose="Installing uv",
            folder=folder,
        )  # fmt: skip
    return str(uv)


def _make_empty(venv: Path) -> None:
    """A half-made or moved environment is thrown away: it costs seconds, and mending it costs trust."""
    if venv.exists():
        shutil.rmtree(venv)
