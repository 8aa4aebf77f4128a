"""The checks of `one-neuron`."""

import math

import numpy as np

from grader.exam import Exam, check

X, W = np.array([1.0, 2.0, 3.0]), np.array([2.0, 0.0, -1.0])


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


@check("sum-by-hand")
def sum_by_hand(exam: Exam) -> None:
    exam.expect(exam.call("weighted_sum", X, W, 0.0), equals=-1, because="1·2 + 2·0 + 3·(−1) = −1, with a bias of 0.")


@check("sum-bias-once")
def sum_bias_once(exam: Exam) -> None:
    exam.expect(exam.call("weighted_sum", X, W, 10.0), equals=9, because="−1 and a bias of 10 make 9.")
    silent = exam.call("weighted_sum", np.zeros(5), np.ones(5), 0.5)
    exam.expect(silent, equals=0.5, because="If all inputs are 0, only the bias 0.5 remains.")


@check("sigmoid-values")
def sigmoid_values(exam: Exam) -> None:
    for z in (0.0, 2.0, -1.0):
        exam.expect(exam.call("sigmoid", z), equals=sigmoid(z), because=f"This is σ({z:g}).")


@check("sigmoid-any-shape")
def sigmoid_any_shape(exam: Exam) -> None:
    for shape in ((4,), (2, 3), (2, 1, 2)):
        exam.expect(exam.call("sigmoid", np.zeros(shape)), equals=np.full(shape, 0.5), because="σ(0) is ½ everywhere.")


@check("neuron-by-hand")
def neuron_by_hand(exam: Exam) -> None:
    undecided = exam.call("neuron", np.array([1.0, 1.0]), np.array([2.0, -1.0]), -1.0)
    exam.expect(undecided, equals=0.5, because="2 − 1 − 1 = 0, and σ(0) is ½.")
    yes = exam.call("neuron", np.array([1.0, 0.0]), np.array([3.0, 5.0]), -1.0)
    exam.expect(yes, equals=sigmoid(2.0), because="3 + 0 − 1 = 2, and this is σ(2).")


@check("batch-shape")
def batch_shape(exam: Exam) -> None:
    for n in (5, 3, 1):
        exam.contract("neuron_batch", exam.normal(n, 3), exam.normal(3), exam.normal())
    lake(exam)


def lake(exam: Exam) -> None:
    """The friend of the statement, asked about every day between no sun and sun, between Sunday and Monday."""
    weights, bias, limits = np.array([3.0, -2.0]), -1.0, (-0.25, 1.25)
    side = np.linspace(*limits, 25)
    plane = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    grid = exam.call("neuron_batch", plane, weights, bias).reshape(25, 25)
    sunday, monday = exam.call("neuron_batch", np.array([[1.0, 0.0], [1.0, 1.0]]), weights, bias)
    days = [[1, 0, "sunny Sunday"], [1, 1, "sunny Monday"], [0, 0, "grey Sunday"], [0, 1, "grey Monday"]]
    picture = {"x": limits, "y": limits, "grid": grid, "points": days, "axes": ["sun", "Monday"]}
    title = f"To the lake on a sunny Sunday: {sunday:.2f}. On a sunny Monday: {monday:.2f}"
    alt = "Your neuron's answers: across, how sunny it is; upwards, how much of a Monday it is; four days are marked."
    exam.show("boundary", picture, title, alt)


@check("sum-random")
def sum_random(exam: Exam) -> None:
    for d in (1, 2, 64):
        exam.compare("weighted_sum", exam.normal(d), exam.normal(d), exam.normal(), tolerance=1e-10)


@check("sigmoid-in-between")
def sigmoid_in_between(exam: Exam) -> None:
    z = np.sort(exam.uniform(97, low=-12, high=12))
    a = exam.call("sigmoid", z)
    exam.holds(np.all(np.diff(a) > 0), "The curve should rise everywhere: more input, more activation.")
    exam.holds(np.allclose(a + exam.call("sigmoid", -z), 1, atol=1e-12), "σ(z) and σ(−z) should add up to 1.")
    exam.compare("sigmoid", z, tolerance=1e-12)


@check("sigmoid-far-out")
def sigmoid_far_out(exam: Exam) -> None:
    far = exam.uniform(low=750, high=1e4)
    exam.stable("sigmoid", np.array([-1e4, -far, -40.0, 40.0, far, 1e4]), tolerance=1e-12)


@check("batch-agrees-with-neuron")
def batch_agrees_with_neuron(exam: Exam) -> None:
    for n, d in exam.sizes("n d"):
        exam.compare("neuron_batch", exam.normal(n, d), exam.normal(d), exam.normal(), tolerance=1e-12)


@check("batch-no-loop")
def batch_no_loop(exam: Exam) -> None:
    because = "The product of a table and a vector does all examples at once."
    exam.budget("neuron_batch", (exam.normal(500, 3), exam.normal(3), 0.0), opcodes=2000, because=because)
