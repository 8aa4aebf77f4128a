import numpy as np

from grader.exam import Exam, check


@check("far")
def far(exam: Exam) -> None:
    exam.stable("sigmoid", np.array([-1e4, -800.0, 0.0, 800.0, 1e4]), tolerance=1e-12)
