"""The checks of `solve`."""

import numpy as np

from grader.exam import Exam, check

FORBIDDEN = ("solve", "inv", "pinv", "lstsq", "tensorsolve", "tensorinv")


def system(exam: Exam, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Well conditioned, so that elimination without pivoting is right."""
    return exam.normal(n, n) + n * np.eye(n), exam.normal(n)


@check("two-unknowns")
def two_unknowns(exam: Exam) -> None:
    x = exam.call("solve", np.array([[2.0, 1.0], [1.0, 3.0]]), np.array([3.0, 5.0]))
    exam.expect(x, equals=np.array([0.8, 1.4]), because="2 · 0.8 + 1.4 = 3 and 0.8 + 3 · 1.4 = 5.")


@check("own-work")
def own_work(exam: Exam) -> None:
    used = [name for name in FORBIDDEN if exam.source.calls(f"numpy.linalg.{name}")]
    exam.holds(not used, "This exercise asks for the elimination itself, without the solvers of `np.linalg`.")


@check("systems")
def systems(exam: Exam) -> None:
    for n in (2, 30, 7, 13, 3, 21, 5, 17):
        A, b = system(exam, n)
        exam.compare("solve", A, b, tolerance=1e-9)
    exam.compare("solve", A, b, tolerance=1e-9)
