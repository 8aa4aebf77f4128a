"""The checks of `two-layer-backprop`."""

import math

import numpy as np

from grader.exam import Exam, check

HIDDEN, OUTPUT = ("W1", "b1"), ("W2", "b2")
Case = tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]


def network(exam: Exam, n: int, d: int, h: int, k: int) -> Case:
    params = {
        "W1": exam.normal(h, d, spread=0.6),
        "b1": exam.normal(h, spread=0.5),
        "W2": exam.normal(k, h, spread=0.6),
        "b2": exam.normal(k, spread=0.5),
    }
    return exam.normal(n, d), exam.labels(n, k), params


def true_loss(X, y, params):
    """The loss once more, by the textbook, so that a complex step can find its slopes."""
    A1 = 1 / (1 + np.exp(-(X @ params["W1"].T + params["b1"])))
    Z2 = A1 @ params["W2"].T + params["b2"]
    return np.mean(np.log(np.exp(Z2).sum(axis=1)) - Z2[np.arange(len(y)), y])


@check("forward-shapes")
def forward_shapes(exam: Exam) -> None:
    X, _, params = network(exam, n=7, d=5, h=6, k=4)
    exam.contract("forward", X, params)


@check("forward-values")
def forward_values(exam: Exam) -> None:
    for n, d, h, k in exam.sizes("n d h k"):
        X, _, params = network(exam, n, d, h, k)
        exam.compare("forward", X, params, tolerance=1e-10)


@check("loss-by-hand")
def loss_by_hand(exam: Exam) -> None:
    no_opinion = exam.call("cross_entropy", np.zeros((3, 10)), np.array([1, 5, 9]))
    exam.expect(no_opinion, equals=math.log(10), because="No opinion on ten digits costs ln 10 per example.")
    quarters = exam.call("cross_entropy", np.array([[0.0, math.log(3)]]), np.array([1]))
    exam.expect(quarters, equals=math.log(4 / 3), because="The probabilities are ¼ and ¾, the surprise −ln ¾.")


@check("error-sums-to-zero")
def error_sums_to_zero(exam: Exam) -> None:
    error = exam.call("output_error", np.array([[2.0, 0.0, -1.0], [0.0, 0.0, 0.0]]), np.array([0, 2]))
    exam.expect(error.sum(axis=1), equals=np.zeros(2), because="What the right answer gains, the others lose.")


@check("error-values")
def error_values(exam: Exam) -> None:
    error = exam.call("output_error", np.zeros((2, 4)), np.array([0, 3]))
    by_hand = np.array([[-0.75, 0.25, 0.25, 0.25], [0.25, 0.25, 0.25, -0.75]]) / 2
    exam.expect(error, equals=by_hand, because="(¼ − 1) / 2 at the right class, ¼ / 2 elsewhere.")
    for n, k in exam.sizes("n k", k=2):
        exam.compare("output_error", exam.normal(n, k, spread=2), exam.labels(n, k))


@check("grads-shapes")
def grads_shapes(exam: Exam) -> None:
    for n, d, h, k in exam.sizes("n d h k"):
        exam.contract("loss_and_grads", *network(exam, n, d, h, k))


@check("loss-large-scores")
def loss_large_scores(exam: Exam) -> None:
    far = exam.uniform(low=900, high=1100)
    scores = np.array([[far, 0.0], [0.0, far], [-far, -far - 3]])
    exam.stable("cross_entropy", scores, np.array([0, 0, 0]))


@check("mean-not-sum")
def mean_not_sum(exam: Exam) -> None:
    X, y, params = network(exam, n=7, d=5, h=6, k=4)
    _, once = exam.call("loss_and_grads", X, y, params)
    _, twice = exam.call("loss_and_grads", np.concatenate([X, X]), np.concatenate([y, y]), params)
    for name in params:
        same = np.allclose(twice[name], once[name], rtol=1e-6, atol=1e-9)
        exam.holds(
            same, f'`grads["{name}"]` changed when every example was shown twice. The loss is a mean: it must not.'
        )


@check("gradient-output-layer")
def gradient_output_layer(exam: Exam) -> None:
    because = "Only dZ2 and A1 take part here."
    for n, d, h, k in exam.sizes("n d h k", k=2):
        exam.gradient("loss_and_grads", network(exam, n, d, h, k), true_loss, OUTPUT, because=because)


@check("gradient-hidden-layer")
def gradient_hidden_layer(exam: Exam) -> None:
    because = "The output layer is right: look at the way from dZ2 back through W2 and through the sigmoid."
    for n, d, h, k in exam.sizes("n d h k", k=2):
        exam.gradient("loss_and_grads", network(exam, n, d, h, k), true_loss, HIDDEN, because=because)


@check("loss-agrees")
def loss_agrees(exam: Exam) -> None:
    X, y, params = network(exam, n=7, d=5, h=6, k=4)
    loss, _ = exam.call("loss_and_grads", X, y, params)
    exam.expect(
        loss, equals=float(true_loss(X, y, params)), because="The loss belongs to these inputs.", tolerance=1e-10
    )


@check("exact-to-rounding")
def exact_to_rounding(exam: Exam) -> None:
    # Tight enough for single precision (1e-8); what tells differences (1e-10) from the chain rule comes next.
    exam.gradient("loss_and_grads", network(exam, n=7, d=5, h=6, k=4), true_loss, HIDDEN + OUTPUT, tolerance=2e-9)


@check("backprop-not-nudging")
def backprop_not_nudging(exam: Exam) -> None:
    small, large, far = (network(exam, 5, d, h, k) for d, h, k in ((3, 4, 2), (4, 12, 5), (64, 50, 10)))
    exam.analytic("loss_and_grads", small, larger=large, far=far)
