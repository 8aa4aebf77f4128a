"""The checks of `softmax`."""

import math

import numpy as np

from grader.exam import Exam, check

QUARTERS = np.array([[0.0, math.log(3)], [math.log(3), 0.0]])


@check("rows-sum-1")
def rows_sum_1(exam: Exam) -> None:
    for n, k in exam.sizes("n k"):
        sums = exam.call("softmax", exam.normal(n, k, spread=2)).sum(axis=1)
        exam.expect(sums, equals=np.ones(n), because="These are the sums of the rows.", tolerance=1e-12)


@check("by-hand")
def by_hand(exam: Exam) -> None:
    shares = exam.call("softmax", QUARTERS)
    because = "The exponentials of the first row are 1 and 3, and 1 + 3 = 4."
    exam.expect(shares, equals=np.array([[1, 3], [3, 1]]) / 4, because=because, tolerance=1e-12)


@check("log-by-hand")
def log_by_hand(exam: Exam) -> None:
    logs = exam.call("log_softmax", QUARTERS)
    because = "The probabilities of the first row are ¼ and ¾; ln ¼ = −1.386, ln ¾ = −0.288."
    exam.expect(logs, equals=np.log(np.array([[1, 3], [3, 1]]) / 4), because=because)


@check("temperature-one")
def temperature_one(exam: Exam) -> None:
    exam.compare("with_temperature", exam.normal(3, 4), 1.0, because="At temperature 1 it is the softmax itself.")


@check("shift-invariant")
def shift_invariant(exam: Exam) -> None:
    for n, k in exam.sizes("n k", k=2):
        Z = exam.normal(n, k)
        shifts = exam.uniform(n, low=20, high=30) * exam.choice([-1, 1])
        before, moved = exam.call("softmax", Z), exam.call("softmax", Z + shifts[:, None])
        exam.holds(np.allclose(moved, before, atol=1e-9), "Raising all scores of a row must not change its shares.")


@check("large-logits")
def large_logits(exam: Exam) -> None:
    far = exam.uniform(low=900, high=1100)
    exam.stable("softmax", np.array([[far, far - 1, 0], [-far, -far - 2, -2 * far], [0, -far, far]]))
    exam.stable("softmax", exam.normal(6, 5, spread=500))


@check("log-of-tiny")
def log_of_tiny(exam: Exam) -> None:
    exam.stable("log_softmax", np.array([[0.0, -1000.0], [1000.0, 0.0]]))
    exam.stable("log_softmax", exam.normal(6, 5, spread=500))


@check("temperature-limits")
def temperature_limits(exam: Exam) -> None:
    Z = np.array([0.0, 0.5, 1.0, 2.0]) + exam.uniform(3, 1, low=-2, high=2)
    cold, hot = exam.call("with_temperature", Z, 0.01), exam.call("with_temperature", Z, 100.0)
    exam.expect(cold, equals=np.eye(4)[[3, 3, 3]], because="When it is cold, the best takes all.", tolerance=1e-6)
    exam.expect(hot, equals=np.full((3, 4), 0.25), because="When it is hot, all are nearly equal.", tolerance=0.02)
    exam.compare("with_temperature", exam.normal(4, 5), exam.uniform(low=1.5, high=3))
