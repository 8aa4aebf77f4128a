"""The checks of `dense-layer`."""

import numpy as np

from grader.exam import Exam, check


def layer(exam: Exam, n: int, d: int, k: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return exam.normal(n, d), exam.normal(k, d), exam.normal(k)


@check("shape")
def shape(exam: Exam) -> None:
    exam.contract("dense", *layer(exam, n=5, d=3, k=4))
    exam.contract("dense", *layer(exam, n=1, d=3, k=4))


def answers(exam: Exam) -> None:
    """What four neurons say to six examples."""
    said = exam.call("dense", *layer(exam, n=6, d=3, k=4))
    row, column = np.unravel_index(np.abs(said).argmax(), said.shape)
    loudest = f"{said[row, column]:.2f}".replace("-", "−")
    title = f"Example {row} moves neuron {column} the most: {loudest}"
    exam.show("heat", said, title, "Your layer's answers: one row for each of 6 examples, one column for each neuron.")


@check("neuron-by-neuron")
def neuron_by_neuron(exam: Exam) -> None:
    weights = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    sums = exam.call("dense", np.array([[1.0, 2.0]]), weights, np.array([10.0, 20.0, 30.0]))
    answers(exam)
    exam.expect(sums, equals=[[11.0, 22.0, 33.0]], because="The third neuron says 1 + 2 + 30.")
    for n, d, k in ((5, 3, 4), (1, 2, 3), (6, 1, 2), (3, 4, 1)):
        exam.compare("dense", *layer(exam, n, d, k), tolerance=1e-12)


@check("ng-transpose")
def ng_transpose(exam: Exam) -> None:
    same = exam.integers(3, 7)  # as many examples as neurons: shapes cannot tell the two layouts apart
    X, W, b = layer(exam, n=same, d=same + 2, k=same)
    Z = exam.call("dense", X, W, b)
    because = "With as many examples as neurons: each row is still one example."
    exam.expect(Z.T, equals=W @ X.T + b[:, None], because=because, tolerance=1e-12)


@check("square-case")
def square_case(exam: Exam) -> None:
    for n, d, k in exam.sizes("n d k"):
        exam.compare("dense", *layer(exam, n, d, k), tolerance=1e-12)
    exam.compare("dense", *layer(exam, n=5, d=3, k=3), tolerance=1e-12)


@check("no-loop")
def no_loop(exam: Exam) -> None:
    because = "One matrix product computes every neuron for every example."
    exam.budget("dense", layer(exam, n=60, d=3, k=100), opcodes=200, because=because)
