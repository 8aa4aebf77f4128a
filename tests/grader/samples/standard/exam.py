import numpy as np

from grader.exam import Exam, check


@check("by-hand")
def by_hand(exam: Exam) -> None:
    exam.expect(exam.call("center", np.array([[1.0, 5.0]]), np.array([1.0, 2.0])), equals=[[0.0, 3.0]])


@check("loss")
def loss(exam: Exam) -> None:
    exam.expect(exam.call("mean_loss", np.array([[1.0, 2.0]])), equals=5.0)
