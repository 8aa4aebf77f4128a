"""What an exam.py imports: `from grader.exam import Exam, check`."""

from grader.exam.exam import Exam
from grader.exam.registry import check

__all__ = ["Exam", "check"]
