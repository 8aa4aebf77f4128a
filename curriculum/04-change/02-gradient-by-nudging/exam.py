"""The checks of `gradient-by-nudging`. `f` is a function of the exam: what the learner asks it is seen here."""

import numpy as np

from grader.exam import Exam, check


def bowl(x: np.ndarray) -> float:
    return float(np.sum(x * x))


def cubes(x: np.ndarray) -> float:
    """The slopes that central differences find here depend on their width."""
    return float(np.sum(x**3))


def tilted_saddle(x: np.ndarray) -> float:
    """The two numbers need each other: whoever leaves one of them moved gets the other slope wrong."""
    return float(x[0] ** 2 - x[1] ** 2 + 3 * x[0] * x[1])


def nudged(x: np.ndarray, h: float) -> list[np.ndarray]:
    """The places at which central differences ask."""
    steps = h * np.eye(x.size).reshape(-1, *x.shape)
    return [x + sign * step for step in steps for sign in (1, -1)]


def near(a: np.ndarray, b: np.ndarray) -> bool:
    return np.shape(a) == np.shape(b) and np.allclose(a, b, rtol=0, atol=1e-9)


@check("bowl")
def round_bowl(exam: Exam) -> None:
    # One side only is off by 1e-5, and passes here: the saddle tells it.
    slopes = exam.call("numerical_gradient", bowl, np.array([3.0, -4.0]))
    exam.expect(slopes, equals=[6.0, -8.0], because="The slopes of x² + y² are 2x and 2y.", tolerance=1e-5)


@check("matrix-argument")
def matrix_argument(exam: Exam) -> None:
    table = np.array([[1.0, 2.0, 3.0], [-1.0, 0.5, -2.0]])
    with exam.callbacks(f=bowl) as seen:
        slopes = exam.call("numerical_gradient", seen.f, table)
    shapes = {np.shape(call.args[0]) for call in seen.calls}
    exam.holds(shapes == {table.shape}, "`f` takes an array of the shape of `x`, here (2, 3): ask it with such arrays.")
    exam.expect(slopes, equals=2 * table, because="Each number of the table has its own slope, 2x.", tolerance=1e-5)


@check("calls")
def calls(exam: Exam) -> None:
    table = exam.normal(3, 4)
    with exam.callbacks(f=bowl) as seen:
        exam.call("numerical_gradient", seen.f, table)
    sentence = "`f` was asked {count} times. For {size} numbers it should be {twice}: once above and once below each."
    exam.holds(
        len(seen.calls) == 2 * table.size, sentence, count=len(seen.calls), size=table.size, twice=2 * table.size
    )


@check("saddle")
def saddle(exam: Exam) -> None:
    x, y = exam.normal(2, spread=2)
    slopes = exam.call("numerical_gradient", tilted_saddle, np.array([x, y]))
    because = "The slopes of x² − y² + 3xy are 2x + 3y and 3x − 2y."
    exam.expect(slopes, equals=[2 * x + 3 * y, 3 * x - 2 * y], because=because, tolerance=1e-7)


@check("kinks")
def kinks(exam: Exam) -> None:
    corners = exam.uniform(3, 4, low=-1, high=1)
    x = exam.away_from_kinks(lambda: corners + exam.uniform(3, 4, low=-0.02, high=0.02), at=lambda x: x - corners)
    slopes = exam.call("numerical_gradient", lambda x: float(np.abs(x - corners).sum()), x)
    because = "Beside a kink the slope is that of one side: a nudge must not reach over it."
    exam.expect(slopes, equals=np.sign(x - corners), because=because, tolerance=1e-7)


@check("restores-x")
def restores_x(exam: Exam) -> None:
    x = exam.normal(5, 6)
    with exam.callbacks(f=bowl) as seen:
        after = exam.session("numerical_gradient(f, x)\nresult = x", f=seen.f, x=x)
    exam.holds(np.array_equal(after, x), "When you are done, `x` should hold the numbers that it held before, exactly.")


@check("aliasing-safe")
def aliasing_safe(exam: Exam) -> None:
    x, h = exam.normal(2, 3), exam.uniform(low=0.1, high=0.2)
    with exam.callbacks(f=cubes) as seen:
        exam.call("numerical_gradient", seen.f, x, h)
    places = nudged(x, h)
    asked = [any(near(call.args[0], place) for call in seen.calls) for place in places]
    sentence = "`f` should be asked at `x` with one number moved by `h`, once up and once down, and at no other place."
    exam.holds(all(asked) and len(seen.calls) == len(places), sentence)
