"""The checks of `slope`."""

import math

import numpy as np

from grader.exam import Exam, check

ON_PAPER = "Worked out on paper, a slope is exact."


def cube(x: np.ndarray) -> np.ndarray:
    return x * x * x


def sigmoids(z: np.ndarray) -> np.ndarray:
    """One number whose slope by each z is the slope of the sigmoid there; the same holds for the next two."""
    return np.sum(1 / (1 + np.exp(-z)))


def tanhs(z: np.ndarray) -> np.ndarray:
    return np.sum(np.tanh(z))


def relus(z: np.ndarray) -> np.ndarray:
    return np.sum(np.where(np.real(z) > 0, z, 0))


@check("square-at-3")
def square_at_3(exam: Exam) -> None:
    # One side only is off by 1e-5, and passes here: the sine tells it.
    slope = exam.call("derivative", lambda x: x * x, 3.0)
    exam.expect(slope, equals=6.0, because="The slope of x² is 2x.", tolerance=1e-5)
    slopes = exam.call("derivative", lambda x: x * x, np.array([[1.0, -2.0, 0.5]]))
    exam.expect(slopes, equals=[[2.0, -4.0, 1.0]], because="The slope of x² is 2x, at every place.", tolerance=1e-5)


@check("d-sigmoid-quarter")
def d_sigmoid_quarter(exam: Exam) -> None:
    because = "At height ½ the sigmoid has slope ¼."
    exam.expect(exam.call("d_sigmoid", np.zeros(2)), equals=[0.25, 0.25], because=because)


@check("d-tanh-one")
def d_tanh_one(exam: Exam) -> None:
    exam.expect(exam.call("d_tanh", np.zeros(2)), equals=[1.0, 1.0], because="At 0 tanh has the height 0 and slope 1.")


@check("d-relu-step")
def d_relu_step(exam: Exam) -> None:
    slopes = exam.call("d_relu", np.array([-2.0, 3.0, -4.0]))
    exam.expect(slopes, equals=[0.0, 1.0, 0.0], because="Relu is flat on the left and climbs by 1 for 1 on the right.")


@check("central-not-forward")
def central_not_forward(exam: Exam) -> None:
    places = exam.uniform(7, low=0.5, high=2.5)
    because = "The slope of the sine is the cosine; from both sides it is right to nine decimals."
    exam.expect(exam.call("derivative", np.sin, places), equals=np.cos(places), because=because, tolerance=1e-9)


@check("as-wide-as-h")
def as_wide_as_h(exam: Exam) -> None:
    places, h = exam.normal(5), exam.uniform(low=0.2, high=0.8)
    because = "For x³ the formula gives exactly 3x² + h², for every `h` that is handed in."
    exam.expect(exam.call("derivative", cube, places, h), equals=3 * places**2 + h**2, because=because)


@check("f-called-twice")
def f_called_twice(exam: Exam) -> None:
    for shape in ((6,), (2, 3)):
        with exam.callbacks(f=np.sin) as seen:
            exam.call("derivative", seen.f, exam.normal(*shape))
        smallest = min((np.size(call.args[0]) for call in seen.calls), default=0)
        exam.holds(smallest >= math.prod(shape), "`f` should be asked with the whole array `x` nudged at once.")
        exam.holds(len(seen.calls) <= 2, "Two questions to `f` should be enough: one above `x` and one below.")


@check("analytic")
def analytic(exam: Exam) -> None:
    for n, d in exam.sizes("n d"):
        places = exam.normal(n, d, spread=2)
        exam.gradient("d_sigmoid", (places,), sigmoids, {"z": "slope"}, tolerance=1e-12, because=ON_PAPER)


@check("analytic-tanh-and-relu")
def analytic_tanh_and_relu(exam: Exam) -> None:
    for n, d in exam.sizes("n d"):
        places = exam.normal(n, d)
        exam.gradient("d_tanh", (places,), tanhs, {"z": "slope"}, tolerance=1e-12, because=ON_PAPER)
        # At 0 relu has no slope: whatever a learner says there is right.
        places = exam.away_from_kinks(lambda n=n, d=d: exam.normal(n, d))
        exam.gradient("d_relu", (places,), relus, {"z": "slope"}, tolerance=1e-12, because=ON_PAPER)
