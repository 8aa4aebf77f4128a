"""What an ordinary user sees of the cages, as JSON: the self-test's report, and the attacks that got through."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import grader
from grader import Bundle
from grader.sandbox.errors import IsolationUnavailable
from grader.sandbox.isolation import Mode
from grader.sandbox.selftest import run_selftest
from grader.sandbox.slot import Slot
from tests.sandbox.attack_files import attacks, is_contained


def main() -> None:
    report = run_selftest()
    told: dict[str, Any] = {
        "user": os.getuid(),
        "mode": report.mode,
        "holds": report.holds,
        "text": report.as_text(),
        "full": full_is_refused_because(),
    }
    if report.holds:
        bundle = Bundle.read(Path(__file__).parent / "bundles" / "solve")
        told["attempted"] = len(attacks())
        told["escaped"] = [
            [attack.name, str(verdict.outcome), str(verdict.ending)]
            for attack in attacks()
            if not is_contained(attack, verdict := grader.grade(bundle, attack.source))
        ]
        grader.close()
    json.dump(told, sys.stdout)


def full_is_refused_because() -> str:
    """The layer that an ordinary user lacks for the full mode."""
    try:
        Slot(mode=Mode.FULL).close()
    except IsolationUnavailable as error:
        return error.layer
    return "it was not refused"


if __name__ == "__main__":
    main()
