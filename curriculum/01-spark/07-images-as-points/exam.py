"""The checks of `images-as-points`."""

import numpy as np

from grader.exam import Exam, check

FAR_FROM_THE_ORIGIN = 1e4


@check("flatten-shape")
def flatten_shape(exam: Exam) -> None:
    exam.contract("flatten_images", exam.uniform(3, 2, 5))
    exam.contract("flatten_images", exam.uniform(1, 4, 4))


@check("flatten-order")
def flatten_order(exam: Exam) -> None:
    rows = exam.call("flatten_images", np.arange(12.0).reshape(2, 2, 3))
    exam.expect(rows[0], equals=np.arange(6.0), because="The first picture reads 0 1 2 / 3 4 5.")
    for n, h, w in exam.sizes("n h w"):
        exam.compare("flatten_images", exam.uniform(n, h, w))


@check("distance-3-4-5")
def distance_3_4_5(exam: Exam) -> None:
    queries, points = np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([[3.0, 4.0], [1.0, 1.0], [0.0, 2.0]])
    table = exam.call("sq_distances", queries, points)
    exam.expect(
        table, equals=np.array([[25.0, 2.0, 4.0], [13.0, 0.0, 2.0]]), because="From (0, 0) to (3, 4) it is 9 + 16."
    )


@check("nearest-by-hand")
def nearest_by_hand(exam: Exam) -> None:
    queries, points = np.array([[9.0, 9.0], [0.0, 1.0]]), np.array([[0.0, 0.0], [10.0, 10.0], [5.0, 5.0]])
    labels = exam.call("nearest_label", queries, points, np.array([7, 3, 1]))
    exam.expect(labels, equals=np.array([3, 7]), because="(9, 9) is nearest to (10, 10), a 3; (0, 1) to (0, 0), a 7.")


def film(exam: Exam) -> None:
    """Six frames of the learner's walk between two real digits."""
    digits = exam.digits()
    three, eight = (digits.X_train[digits.y_train == digit][0] for digit in (3, 8))
    frames = exam.call("morph", three, eight, np.linspace(0, 1, 6)).reshape(-1, 8, 8)
    alt = "Six pictures of 8 by 8 pixels in a row: t = 0 at the left, 0.2 more with each, t = 1 at the right."
    exam.show("image", frames, "Your walk from a 3 to an 8, in six pictures", alt)


@check("morph-ends")
def morph_ends(exam: Exam) -> None:
    a, b = exam.uniform(3), exam.uniform(3)
    walk = exam.call("morph", a, b, np.array([0.0, 1.0]))
    film(exam)
    exam.expect(walk[0], equals=a, because="At t = 0 the walk stands at `a`.")
    exam.expect(walk[1], equals=b, because="At t = 1 the walk stands at `b`.")


@check("distance-random")
def distance_random(exam: Exam) -> None:
    for m, n, d in (*exam.sizes("m n d"), (2, 3, 64)):
        exam.compare("sq_distances", exam.normal(m, d), exam.normal(n, d))


@check("distance-never-negative")
def distance_never_negative(exam: Exam) -> None:
    cloud = exam.normal(40, 64, mean=FAR_FROM_THE_ORIGIN)
    table = exam.call("sq_distances", cloud, cloud)
    exam.holds(table.min() >= 0, "A squared distance is never below zero, whatever the rounding.")


@check("distance-no-double-loop")
def distance_no_double_loop(exam: Exam) -> None:
    because = "Let NumPy do the loop over the pairs."
    exam.budget("sq_distances", (exam.uniform(60, 8), exam.uniform(80, 8)), opcodes=20_000, because=because)


@check("distance-memory")
def distance_memory(exam: Exam) -> None:
    digits = exam.digits()
    because = "The table itself has 4 MB. Is there a cube (m, n, d) on the way?"
    exam.budget("sq_distances", (digits.X_test, digits.X_train), bytes=60_000_000, because=because)


@check("reads-real-digits")
def reads_real_digits(exam: Exam) -> None:
    digits = exam.digits()
    answers = exam.call("nearest_label", digits.X_test, digits.X_train, digits.y_train)
    exam.accuracy(answers, digits.y_test, at_least=0.965)


@check("morph-straight-line")
def morph_straight_line(exam: Exam) -> None:
    for steps, d in exam.sizes("T d"):
        exam.compare("morph", exam.uniform(d), exam.uniform(d), exam.uniform(steps), tolerance=1e-12)
    a, b = exam.uniform(64), exam.uniform(64)
    halfway = exam.call("morph", a, b, np.array([0.5]))
    exam.expect(halfway[0], equals=(a + b) / 2, because="Halfway, every pixel is the mean of the two.")
