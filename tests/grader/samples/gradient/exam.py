import numpy as np

from grader.exam import Exam, check


def line(exam: Exam, n: int, d: int) -> tuple:
    return exam.normal(n, d), exam.normal(n), {"w": exam.normal(d), "b": exam.normal(1)}


def loss(X, y, params):
    return np.mean((X @ params["w"] + params["b"] - y) ** 2)


@check("fit")
def fit(exam: Exam) -> None:
    for n, d in ((5, 3), (4, 4)):
        exam.gradient("fit", line(exam, n, d), of=loss)


@check("central")
def central(exam: Exam) -> None:
    exam.gradient("fit", line(exam, 5, 3), parameters=["w"])


@check("backward")
def backward(exam: Exam) -> None:
    for n, d, k in exam.sizes("n d k"):
        dZ, X, W = exam.normal(n, k), exam.normal(n, d), exam.normal(k, d)
        exam.gradient("backward", (dZ, X, W), lambda dZ, X, W: (dZ * (X @ W.T)).sum(), {"X": "dX", "W": "dW"})


@check("large")
def large(exam: Exam) -> None:
    exam.gradient("fit", line(exam, 3, 12_000), of=loss)


@check("relu")
def relu(exam: Exam) -> None:
    X, W = exam.normal(6, 3), exam.normal(4, 3)
    W[0] = 0
    exam.gradient("switched", (X, W), of="switched_loss", parameters={"W": "dW"})
