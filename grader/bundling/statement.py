"""statement.md: its numbered tasks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.bundling.errors import BundleError

FILE = "statement.md"
HEADING = re.compile(r"##\s+Task\s+(\d+)\s*[:.]\s*(.+?)\s*")


@dataclass(frozen=True)
class Task:
    number: int
    title: str
    line: int


def read_tasks(text: str) -> tuple[Task, ...]:
    """The `## Task N: title` headings, numbered 1, 2, 3 … Raises BundleError."""
    found: list[Task] = []
    for line_number, line in enumerate(text.splitlines(), start=1):
        heading = HEADING.fullmatch(line)
        if heading is None:
            continue
        number = int(heading[1])
        if number != len(found) + 1:
            raise BundleError(FILE, line_number, f"Task {number} follows task {len(found)}.")
        found.append(Task(number, heading[2], line_number))
    if not found:
        raise BundleError(FILE, 1, 'There is no "## Task 1: …" heading.')
    return tuple(found)
