"""The proof of an exercise: that it grades right answers as right, and each known mistake as that mistake."""

from grader.proof.findings import Finding
from grader.proof.proving import prove

__all__ = ["Finding", "prove"]
