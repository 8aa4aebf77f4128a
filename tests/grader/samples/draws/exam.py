"""Every draw of an exam, each with a mistake that only it brings to light."""

import numpy as np

from grader.exam import Exam, check


@check("normal")
def normal(exam: Exam) -> None:
    exam.compare("center", exam.normal(6, mean=5.0, spread=0.5))


@check("labels")
def labels(exam: Exam) -> None:
    exam.compare("one_hot", exam.labels(7, 3), 3)
    exam.compare("one_hot", exam.labels(2, 5), 5)


@check("uniform")
def uniform(exam: Exam) -> None:
    exam.compare("clip", exam.uniform(40, low=-3, high=3), exam.uniform(low=1.5, high=2))


@check("integers")
def integers(exam: Exam) -> None:
    for number in exam.integers(-50, 0, 20):
        exam.compare("parity", int(number))


@check("choice")
def choice(exam: Exam) -> None:
    names = [exam.choice(["tanh", "relu", "none"]) for _ in range(20)]
    for name in sorted(set(names)):
        exam.compare("bend", name, exam.normal(5))


@check("kinks")
def kinks(exam: Exam) -> None:
    W = exam.normal(6, 3)
    x = exam.away_from_kinks(lambda: exam.normal(3), margin=1e-3, at=lambda x: W @ x)
    exam.compare("relu_slope", W, x)


@check("rng")
def rng(exam: Exam) -> None:
    exam.compare("jitter", exam.normal(5), exam.rng())


@check("digits")
def digits(exam: Exam) -> None:
    X, _, _, _ = exam.digits()
    exam.compare("brightest", X[:50])


@check("sizes")
def sizes(exam: Exam) -> None:
    for n, k in exam.sizes("n k"):
        exam.compare("outer", exam.normal(n), exam.normal(k))
