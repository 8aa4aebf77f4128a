"""What Celery runs: a bell was rung, look for work."""

from __future__ import annotations

from functools import cache

from celery import shared_task

from exercises.bell import ring
from exercises.grading_process import GradingProcess


@cache
def grading_process() -> GradingProcess:
    """This process's life as a grader; begun on first use."""
    process = GradingProcess()
    process.begin()
    return process


@shared_task(name="exercises.grade_waiting", ignore_result=True)
def grade_waiting() -> None:
    """Grade what waits; ring on if more does."""
    if grading_process().serve():
        ring()
