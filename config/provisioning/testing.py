"""`./test`: set up what the tests need, then run every check and test."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.provisioning.debian import FOR_TESTING, provide
from config.provisioning.front_end import provide_front_end
from config.provisioning.languages import provide_languages
from config.provisioning.machine import check_folder
from config.provisioning.problem import Problem
from config.provisioning.progress import say
from config.provisioning.python_packages import provide_python_packages

FOLDER = Path(__file__).resolve().parents[2]
IN_CAGES_AND_SITES = ("tests/sandbox", "tests/integration", "tests/curriculum", "tests/config")
JOURNEYS = "tests/journeys"


@dataclass(frozen=True)
class Check:
    """One thing that must hold, by the command that tells."""

    name: str
    command: Sequence[str]


def main(arguments: Sequence[str]) -> int:
    """Run everything; with arguments for pytest only that part of the tests. Returns 0 when all of it holds."""
    if arguments and arguments[0] in ("-h", "--help"):
        say("./test [--long] [pytest arguments]   all checks and tests; with pytest arguments only those tests")
        return 0
    try:
        python = _set_up()
    except Problem as problem:
        sys.stderr.write(f"\nThe tests cannot run. {problem}\n")
        return 1
    rest = [argument for argument in arguments if argument != "--long"]
    long = len(rest) < len(arguments)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="ascent-test-") as scratch:
        environment = {**os.environ, "ASCENT_DATA": scratch, "PYTHONDONTWRITEBYTECODE": "1"}
        bin_folder = python.parent
        chosen = Check("tests", [str(python), "-m", "pytest", *rest])
        checks = [chosen] if rest else [*_lints(bin_folder), *_tests(bin_folder, long=long)]
        failed = [check.name for check in checks if not _holds(check, environment)]
    minutes, seconds = divmod(round(time.monotonic() - started), 60)
    if failed:
        say(f"\nFailed after {minutes} min {seconds} s: {', '.join(failed)}")
        return 1
    say(f"\nEverything holds, in {minutes} min {seconds} s.")
    return 0


def _set_up() -> Path:
    check_folder(FOLDER)
    provide(FOR_TESTING, folder=FOLDER)
    python = provide_python_packages(FOLDER, "test")
    provide_front_end(FOLDER, python, with_tools=True)
    provide_languages(FOLDER, python)
    return python


def _lints(bin_folder: Path) -> list[Check]:
    templates = [str(path) for path in sorted((FOLDER / "templates").rglob("*.html"))]
    node_bin = FOLDER / "node_modules" / ".bin"
    return [
        Check("format", [str(bin_folder / "ruff"), "format", "--check", "--quiet", "."]),
        Check("lint", [str(bin_folder / "ruff"), "check", "--quiet", "."]),
        Check("types", [str(bin_folder / "mypy")]),
        Check("import contracts", [str(bin_folder / "lint-imports"), "--no-cache"]),
        Check("templates: djade", [str(bin_folder / "djade"), "--check", "--target-version", "5.2", *templates]),
        Check("templates: djlint", [str(bin_folder / "djlint"), "--lint", "--quiet", "templates"]),
        Check("TypeScript", [str(node_bin / "tsc"), "--noEmit", "-p", "frontend"]),
    ]


def _tests(bin_folder: Path, *, long: bool) -> list[Check]:
    """The browser's event loop lives in its test process, so journeys run in processes of their own.

    What runs in cages, in whole sites and of `config` the coverage tool does not see: there it would only take time.
    """
    processors = os.cpu_count() or 1
    pytest = [str(bin_folder / "python"), "-m", "pytest", "--dist", "loadgroup"]
    # Where much is waited for, one more process than processors has the others busy.
    waiting = [*pytest, "-n", str(processors + 1)]
    pytest += ["-n", str(processors)]
    chosen = ["--hypothesis-profile=ascent"] if long else ["-m", "not long"]
    units = [f"--ignore={folder}" for folder in (*IN_CAGES_AND_SITES, JOURNEYS)]
    return [
        Check("units", [*pytest, *chosen, *units, "--cov", "--cov-report", "term"]),
        Check("cages and sites", [*waiting, *chosen, *IN_CAGES_AND_SITES]),
        Check("journeys", [*pytest, *chosen, JOURNEYS]),
    ]


def _holds(check: Check, environment: dict[str, str]) -> bool:
    say(f"\n== {check.name}")
    started = time.monotonic()
    code = subprocess.run(check.command, cwd=FOLDER, env=environment, check=False).returncode
    say(f"== {check.name}: {'holds' if code == 0 else 'FAILED'} ({time.monotonic() - started:.1f} s)")
    return code == 0
