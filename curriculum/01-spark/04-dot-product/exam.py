"""The checks of `dot-product`."""

import numpy as np

from grader.exam import Exam, check

BUILT_IN = (".dot", ".inner", ".vdot", ".vecdot", ".einsum", ".matmul", ".tensordot", ".sumprod")


def arrow(*numbers: float) -> np.ndarray:
    return np.array(numbers, dtype=float)


@check("dot-by-hand")
def dot_by_hand(exam: Exam) -> None:
    exam.expect(exam.call("dot", arrow(1, 2, 3), arrow(4, 5, 6)), equals=32, because="4 + 10 + 18 = 32.")


@check("perpendicular-zero")
def perpendicular_zero(exam: Exam) -> None:
    exam.expect(exam.call("dot", arrow(3, 4), arrow(4, -3)), equals=0, because="12 and −12 cancel.")
    exam.expect(exam.call("dot", arrow(1, 2, 2), arrow(2, 1, -2)), equals=0, because="2 + 2 − 4 = 0.")


@check("norm-by-hand")
def norm_by_hand(exam: Exam) -> None:
    exam.expect(exam.call("norm", arrow(3, 4)), equals=5, because="9 + 16 = 25, and the root of 25 is 5.")
    exam.expect(exam.call("norm", arrow(-2, 1, 2)), equals=3, because="4 + 1 + 4 = 9, and the root of 9 is 3.")


@check("cosine-scale-free")
def cosine_scale_free(exam: Exam) -> None:
    u, v = exam.uniform(3, low=1, high=2), exam.uniform(3, low=-1, high=2)
    before, longer, shorter = (exam.call("cosine", *pair) for pair in ((u, v), (3 * u, v), (u, v / 2)))
    told = " as long, not turned. The cosine was {before}, now it is {now}."
    exam.holds(abs(longer - before) < 1e-7, "`u` is 3 times" + told, before=before, now=longer)
    exam.holds(abs(shorter - before) < 1e-7, "`v` is half" + told, before=before, now=shorter)


@check("cosine-by-hand")
def cosine_by_hand(exam: Exam) -> None:
    for u, v, cosine, because in (
        (arrow(2, 0), arrow(5, 0), 1, "Both point the same way."),
        (arrow(3, 4), arrow(4, 3), 24 / 25, "The dot product is 24, both lengths are 5."),
        (arrow(3, 4), arrow(-4, 3), 0, "They stand at a right angle."),
        (arrow(1, 2, 2), arrow(-2, -4, -4), -1, "They point in opposite directions."),
    ):
        exam.expect(exam.call("cosine", u, v), equals=cosine, because=because, tolerance=1e-7)


@check("most-similar-by-hand")
def most_similar_by_hand(exam: Exam) -> None:
    compass = np.array([[0.0, 2.0], [2.0, 0.0], [0.0, -2.0], [-2.0, 0.0]])
    row = exam.call("most_similar", arrow(2, 0), compass)
    exam.expect(row, equals=1, because="Row 1 is the one that points to the right, like `q`.")


@check("dot-any-length")
def dot_any_length(exam: Exam) -> None:
    for d in (1, 2, 4, exam.integers(5, 40)):
        exam.compare("dot", exam.normal(d), exam.normal(d), tolerance=1e-12)


@check("no-np-dot")
def no_np_dot(exam: Exam) -> None:
    borrowed = [name for name in exam.source.calls_in("dot") if name.endswith(BUILT_IN)]
    exam.holds(not borrowed, "`dot` should multiply and add by itself, without NumPy's own dot product.")
    exam.holds("@" not in exam.source.operators_in("dot"), "`dot` should multiply and add by itself, without `@`.")
    exam.compare("dot", exam.normal(5), exam.normal(5))


@check("zero-vector")
def zero_vector(exam: Exam) -> None:
    arrow_of_no_length, other = np.zeros(3), exam.normal(3)
    for u, v in ((arrow_of_no_length, other), (other, arrow_of_no_length), (arrow_of_no_length, arrow_of_no_length)):
        exam.expect(exam.call("cosine", u, v), equals=0, because="An arrow of length 0 points nowhere.")


@check("most-similar")
def most_similar(exam: Exam) -> None:
    size = exam.uniform(low=0.5, high=2)
    rows = np.array([[3.0, 9.0], [0.5, 0.0], [-4.0, 0.0]]) * size
    exam.holds(exam.call("most_similar", arrow(size, 0), rows) == 1, "A long row must not win by its length alone.")
    rows = np.array([[1.0, 0.0], [4.0, 2.0]]) * size
    exam.holds(exam.call("most_similar", arrow(4 * size, 0), rows) == 0, "A near tip must not win: compare directions.")
    for m, d in exam.sizes("m d", d=2):
        q, rows = exam.normal(d), exam.normal(m, d) * exam.uniform(m, 1, low=0.1, high=3)
        row = exam.call("most_similar", q, rows)
        exam.holds(row == exam.reference.most_similar(q, rows), "The row with the largest cosine is asked for.")
