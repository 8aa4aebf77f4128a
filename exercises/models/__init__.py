"""Everything the database knows about exercises and the work on them."""

from __future__ import annotations

from exercises.models.carrying import Carry, CarryChoice
from exercises.models.catalogue import Exercise, ExerciseVersion, Stage
from exercises.models.grading import GradingWorker, WorkerState
from exercises.models.outcomes import CheckOutcome, CheckResult, DiagnosisFound, Solution
from exercises.models.runs import RecordedRun
from exercises.models.work import FINAL_STATES, IN_HISTORY, Draft, Lane, Purpose, State, Submission

__all__ = [
    "FINAL_STATES",
    "IN_HISTORY",
    "Carry",
    "CarryChoice",
    "CheckOutcome",
    "CheckResult",
    "DiagnosisFound",
    "Draft",
    "Exercise",
    "ExerciseVersion",
    "GradingWorker",
    "Lane",
    "Purpose",
    "RecordedRun",
    "Solution",
    "Stage",
    "State",
    "Submission",
    "WorkerState",
]
