"""The checks of `first-spark`."""

import numpy as np

from grader.exam import Exam, check

# What a real network (64 inputs, 30 hidden neurons, 10 scores) said to two pictures that it had never seen.
A_THREE = np.array([-4.9, -3.3, 3.8, 11.5, -9.2, 1.0, -2.3, -0.2, 1.1, 1.9])
A_NINE = np.array([-1.9, 2.6, -11.2, -2.6, 3.2, 3.3, -2.4, 0.9, 1.1, 6.6])


@check("reads-3")
def reads_3(exam: Exam) -> None:
    digit = exam.call("read_digit", A_THREE)
    exam.expect(digit, equals=3, because="the highest score, 11.5, stands at index 3.")


@check("negative-scores")
def negative_scores(exam: Exam) -> None:
    digit = exam.call("read_digit", A_NINE)
    exam.expect(digit, equals=9, because="6.6 at index 9 is the highest score; −11.2 is a strong no.")


@check("plain-int")
def plain_int(exam: Exam) -> None:
    for scores in (exam.normal(10, spread=5), exam.uniform(10, low=-9, high=-1), exam.uniform(10, low=1, high=9)):
        digit = exam.call("read_digit", scores)
        exam.holds(digit == exam.reference.read_digit(scores), "The digit with the highest score is asked for.")


@check("tie-first")
def tie_first(exam: Exam) -> None:
    for _ in range(5):
        scores = exam.normal(10)
        scores[exam.integers(0, 10, 3)] = 9.0
        digit = exam.call("read_digit", scores)
        exam.holds(
            digit == exam.reference.read_digit(scores), "Of digits that share the highest score, the smallest wins."
        )
