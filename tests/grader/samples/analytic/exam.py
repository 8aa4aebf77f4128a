import numpy as np

from grader.exam import Exam, check


def case(exam: Exam, n: int, d: int, k: int) -> tuple:
    return exam.normal(n, d), exam.normal(n, k), {"W": exam.normal(k, d), "b": exam.normal(k)}


def loss(X, T, params):
    return np.mean((np.tanh(X @ params["W"].T + params["b"]) - T) ** 2)


@check("right")
def right(exam: Exam) -> None:
    exam.gradient("grads", case(exam, 5, 4, 3), of=loss)


@check("analytic")
def analytic(exam: Exam) -> None:
    exam.analytic("grads", case(exam, 6, 5, 8), larger=case(exam, 6, 10, 20), far=case(exam, 6, 90, 60))
