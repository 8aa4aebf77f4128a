"""The checks of `cross-entropy`."""

import math

import numpy as np

from grader.exam import Exam, check


def true_loss(Z: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The loss once more, by the textbook, so that a complex step can find its slopes."""
    return np.mean(np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(y)), y])


def far_out(exam: Exam) -> np.ndarray:
    """Rows with a hopeless class, and one row far below the others."""
    far = exam.uniform(low=900, high=1100)
    return np.array([[far, 0.0, -far], [0.0, far, 1.0], [-far, -far - 3, -far - 1], [2.0, 1.0, 0.0]])


@check("no-opinion-ln10")
def no_opinion_ln10(exam: Exam) -> None:
    price = exam.call("cross_entropy", np.zeros((1, 10)), np.array([3]))
    exam.expect(price, equals=math.log(10), because="Ten equal scores give 1/10 each, and −ln 1/10 = ln 10.")


@check("by-hand")
def by_hand(exam: Exam) -> None:
    scores = np.array([[0.0, math.log(3)]])
    likely, unlikely = "The right class has the probability ¾: −ln ¾.", "The right class has the probability ¼: −ln ¼."
    exam.expect(exam.call("cross_entropy", scores, np.array([1])), equals=math.log(4 / 3), because=likely)
    exam.expect(exam.call("cross_entropy", scores, np.array([0])), equals=math.log(4), because=unlikely)


@check("rows-sum-0")
def rows_sum_0(exam: Exam) -> None:
    scores = np.array([[2.0, 0.0, -1.0], [0.0, 0.0, 0.0], [1.0, 3.0, 2.0], [-1.0, 0.5, 4.0]])
    error = exam.call("cross_entropy_grad", scores, np.array([0, 2, 1, 0]))
    because = "What the right class should gain, the others should lose: each row adds up to 0."
    exam.expect(error.sum(axis=1), equals=np.zeros(4), because=because)


@check("mean")
def mean(exam: Exam) -> None:
    for n, k in exam.sizes("n k", k=2):
        exam.compare("cross_entropy", exam.normal(n, k, spread=2), exam.labels(n, k))


@check("large-logits")
def large_logits(exam: Exam) -> None:
    scores = far_out(exam)
    for labels in ([0, 1, 0, 0], [1, 0, 1, 2], [2, 2, 2, 1]):
        exam.stable("cross_entropy", scores, np.array(labels))


@check("gradient")
def gradient(exam: Exam) -> None:
    for n, k in exam.sizes("n k", k=2):
        scores, labels = exam.normal(n, k, spread=2), exam.labels(n, k)
        exam.gradient("cross_entropy_grad", (scores, labels), true_loss, {"Z": "dZ"})


@check("exact")
def exact(exam: Exam) -> None:
    # Central differences never come closer than about 1e-10.
    scores, labels = exam.normal(6, 4, spread=2), exam.labels(6, 4)
    because = "Nudging is never exact; the formula on paper is."
    exam.gradient("cross_entropy_grad", (scores, labels), true_loss, {"Z": "dZ"}, tolerance=1e-11, because=because)


@check("large-logits-grad")
def large_logits_grad(exam: Exam) -> None:
    exam.stable("cross_entropy_grad", far_out(exam), np.array([1, 0, 1, 2]))
