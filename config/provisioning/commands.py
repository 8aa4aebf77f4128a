"""Run one set-up command, keep its output in the set-up log, and turn its failure into a Problem."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from config.provisioning.problem import Problem

TAIL_BYTES = 4000

# What installers print for a failure that has a way out of its own.
KNOWN_CAUSES = (
    (
        ("No space left on device", "os error 28", "ENOSPC"),
        "the disk is full",
        "Free some space (1 GB is enough) and start again.",
    ),
    (
        (
            "dns error", "Temporary failure in name resolution", "Name or service not known",
            "Failed to establish a new connection", "Could not resolve", "ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED",
            "Connection refused", "Network is unreachable", "error sending request", "client error (Connect)",
            "No matching distribution found",
        ),
        "the package index cannot be reached",
        "The first set-up needs the network. Connect (or set the proxy variables) and start again.",
    ),
    (
        ("Permission denied", "os error 13", "EACCES"),
        "a file cannot be written",
        "Give the folder to the user who starts Ascent (chown -R) and start again.",
    ),
)  # fmt: skip


def run_logged(
    arguments: Sequence[str], *, purpose: str, folder: Path, environment: Mapping[str, str] | None = None
) -> None:
    """Run `arguments` in `folder`, its output appended to `var/logs/setup.log`.

    Raises Problem, naming `purpose` and the likely cause, when it fails.
    """
    log = setup_log(folder)
    with log.open("ab") as sink:
        sink.write(f"\n$ {' '.join(arguments)}\n".encode())
        sink.flush()
        start = sink.tell()
        try:
            code = subprocess.run(
                arguments,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(environment or {})},
                check=False,
            ).returncode
        except OSError as error:
            raise Problem(f"{purpose} failed: {error}", f"Details are in {log}.") from error
    if code != 0:
        raise explain(purpose, log, start)


def explain(purpose: str, log: Path, start: int) -> Problem:
    """The Problem for what was written to `log` after `start`."""
    with log.open("rb") as source:
        source.seek(max(start, log.stat().st_size - TAIL_BYTES))
        tail = source.read().decode("utf-8", "replace")
    for signs, cause, way_out in KNOWN_CAUSES:
        if any(sign in tail for sign in signs):
            return Problem(f"{purpose} failed: {cause}.", f"{way_out} Details are in {log}.")
    last = next((line for line in reversed(tail.splitlines()) if line.strip()), "no output")
    return Problem(f"{purpose} failed: {last.strip()[:300]}", f"Details are in {log}.")


def setup_log(folder: Path) -> Path:
    """The log of set-up; its folder is made if need be."""
    var = folder / "var"
    try:
        var.mkdir(mode=0o700, exist_ok=True)
        (var / "logs").mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Problem(
            f"The folder {folder} cannot be written: {error.strerror}.",
            "Give it to the user who starts Ascent, or free some space, and start again.",
        ) from error
    return var / "logs" / "setup.log"
