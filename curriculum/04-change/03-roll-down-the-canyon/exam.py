"""The checks of `roll-down-the-canyon`."""

import numpy as np

from grader.exam import Exam, check

STEEP = np.array([1.0, 10.0])  # f(x, y) = (x² + 10 y²) / 2: a canyon ten times as steep across as along


def slope(x: np.ndarray) -> np.ndarray:
    return STEEP * x


def height(x: np.ndarray) -> np.ndarray:
    return (STEEP * x**2).sum(axis=-1) / 2


def askew(exam: Exam, d: int, steepest: float) -> np.ndarray:
    """A bowl whose axes lie anywhere: symmetric, curvatures from 1 to `steepest`."""
    Q, _ = np.linalg.qr(exam.normal(d, d))
    return (Q * np.linspace(1.0, steepest, d)) @ Q.T


@check("first-step")
def first_step(exam: Exam) -> None:
    path = exam.call("gradient_descent", slope, np.array([2.0, 1.0]), 0.1, 1)
    because = "At (2, 1) the slope is (2, 10); a tenth of it taken away leaves (1.8, 0)."
    exam.expect(path[-1], equals=[1.8, 0.0], because=because)
    for (d,) in exam.sizes("d"):
        x0, lr = exam.normal(d), exam.uniform(low=0.01, high=0.5)
        direction = exam.normal(d)
        path = exam.call("gradient_descent", lambda x: direction, x0, lr, 1)
        exam.expect(path[-1], equals=x0 - lr * direction, because="The start minus the learning rate times the slope.")


@check("path-shape-start")
def path_shape_start(exam: Exam) -> None:
    x0 = np.array([-2.5, 1.2])
    path = exam.call("gradient_descent", slope, x0, 0.17, 30)
    exam.expect(path[0], equals=x0, because="The start belongs to the path.")
    exam.expect(exam.call("gradient_descent", slope, x0, 0.1, 0), equals=x0[None], because="No step: only the start.")
    x, y = np.linspace(-3, 3, 41), np.linspace(-1.5, 1.5, 31)
    levels = height(np.stack(np.meshgrid(x, y), axis=-1))
    picture = {"x": [-3.0, 3.0], "y": [-1.5, 1.5], "levels": levels, "path": path}
    end = f"{height(path[-1]):.3g}" if not height(path[-1]) < 0.001 else "less than 0.001"
    title = f"Your ball, 30 steps: from a height of {height(x0):.3g} to {end}"
    exam.show("path", picture, title, "Contours of the canyon and your path on them, zigzag across, slowly along.")


@check("path-not-aliased")
def path_not_aliased(exam: Exam) -> None:
    x0 = exam.uniform(2, low=1.0, high=2.0)
    path = exam.call("gradient_descent", slope, x0, 0.03, 5)
    different = len(np.unique(path, axis=0)) == len(path)
    exam.holds(different, "The ball moves in every step, but points of the path are all the same.")


@check("reaches-valley")
def reaches_valley(exam: Exam) -> None:
    for (d,) in exam.sizes("d", d=2):
        H, bottom = askew(exam, d, steepest=5.0), exam.normal(d)
        path = exam.call("gradient_descent", lambda x: H @ (x - bottom), bottom + exam.normal(d), 0.04, 250)
        left = np.linalg.norm(path[-1] - bottom) / np.linalg.norm(path[0] - bottom)
        exam.holds(
            left < 1e-3, "After 250 careful steps the ball should lie at the bottom of the canyon; yours does not."
        )


@check("descends")
def descends(exam: Exam) -> None:
    for (d,) in exam.sizes("d", d=2):
        H = askew(exam, d, steepest=5.0)
        path = exam.call("gradient_descent", lambda x: H @ x, exam.normal(d), 0.9 / 5.0, 40)
        heights = ((path @ H) * path).sum(axis=1) / 2
        exam.holds(
            np.all(np.diff(heights) <= 1e-12),
            "With this learning rate every step should lead down; one of yours leads up.",
        )


@check("calls")
def calls(exam: Exam) -> None:
    H = askew(exam, 3, steepest=5.0)
    with exam.callbacks(grad=lambda x: H @ x) as seen:
        path = exam.call("gradient_descent", seen.grad, exam.normal(3), 0.1, 20)
    exam.holds(
        len(seen.calls) == 20,
        "20 steps ask for the slope 20 times, once for each; yours asked another number of times.",
    )
    asked = np.array([call.args[0] for call in seen.calls])
    exam.holds(np.allclose(asked, path[:-1], rtol=1e-12), "The slope should be asked where the ball stands.")
