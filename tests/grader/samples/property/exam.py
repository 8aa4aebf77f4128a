import numpy as np

from grader.exam import Exam, check


@check("sums")
def sums(exam: Exam) -> None:
    P = exam.call("softmax", exam.normal(4, 3))
    exam.holds(np.allclose(P.sum(axis=1), 1), "Each row should sum to 1; the first sums to {first}.", first=P[0].sum())


@check("shift")
def shift(exam: Exam) -> None:
    Z = exam.normal(4, 3)
    same = np.allclose(exam.call("softmax", Z), exam.call("softmax", Z + 5))
    exam.holds(same, "Adding 5 to every score should change nothing, not {what}.", what=12345.678)
