"""The attacks on disk: what each tries and what must come of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from grader import Verdict

FOLDER = Path(__file__).parent / "attacks"
HEADER = re.compile(rb"^# ([a-z-]+): (.*)$", re.MULTILINE)
HEADER_BYTES = 1_000
PADDED_BYTES = 10_000_000

# An expectation in terms of the verdict.
HOLDS: dict[str, Callable[[Verdict], bool]] = {
    "not-passed": lambda verdict: any(check.outcome == "failed" for check in verdict.checks),
    "learner-error": lambda verdict: (
        verdict.error is not None or verdict.ending in ("forbidden_operation", "too_many_processes")
    ),
    "timeout": lambda verdict: verdict.ending == "timed_out",
    "memory": lambda verdict: verdict.ending == "out_of_memory",
    "crash": lambda verdict: verdict.ending == "crashed",
    "output-limit": lambda verdict: verdict.ending == "output_limit",
    "protocol-error": lambda verdict: verdict.ending == "protocol_violation",
}


@dataclass(frozen=True)
class Attack:
    """`expected` are the outcomes that count as contained; nothing shown may match `never_shown`."""

    name: str
    source: bytes
    expected: tuple[str, ...]
    never_shown: str | None


def attacks() -> list[Attack]:
    return [_read(path) for path in sorted(FOLDER.glob("*.py"))]


def _read(path: Path) -> Attack:
    source = path.read_bytes()
    header = {key.decode(): value.decode(errors="replace") for key, value in HEADER.findall(source[:HEADER_BYTES])}
    others = [word.strip() for word in header.get("also-ok", "-").split(",")]
    expected = (header["expect"], *(word for word in others if word != "-"))
    if "pad" in header:
        source += b"# padding\n" * ((PADDED_BYTES - len(source)) // 10)
    return Attack(path.stem, source, expected, header.get("shown-must-not-match"))


def is_contained(attack: Attack, verdict: Verdict) -> bool:
    """Failed, never passed and never blamed on us, and in one of the ways that were expected."""
    return verdict.outcome == "failed" and any(HOLDS[word](verdict) for word in attack.expected)
