"""Numbers at the edge: large scores, an empty class, a column without spread."""

import numpy as np

from grader.exam import Exam, check


@check("large")
def large(exam: Exam) -> None:
    exam.stable("log_softmax", np.array([[0.0, -1000.0]]), because="The log of a hopeless class is an ordinary number.")


@check("large-unseen")
def large_unseen(exam: Exam) -> None:
    exam.stable("log_softmax", exam.normal(3, 4, spread=2000))


@check("empty")
def empty(exam: Exam) -> None:
    exam.stable("class_mean", exam.normal(4, 3), np.array([0, 1, 1, 0]), 2, because="No row has the class 2: answer 0.")


@check("constant")
def constant(exam: Exam) -> None:
    X = exam.normal(5, 3)
    X[:, 1] = 7.0
    exam.stable("standardize", X, because="A column without spread stays at 0.")
