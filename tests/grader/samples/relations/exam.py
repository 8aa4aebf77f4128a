"""How an answer may relate to the right one where `value` has no place for it: tables, whole numbers, texts."""

import numpy as np

from grader.exam import Exam, check


@check("grams")
def grams(exam: Exam) -> None:
    exam.compare("grams", np.eye(3))
    exam.compare("grams", exam.normal(4, 4), because="Every column meets every column.")


@check("grams-unseen")
def grams_unseen(exam: Exam) -> None:
    exam.compare("grams", exam.normal(6, 3))


@check("total")
def total(exam: Exam) -> None:
    exam.compare("total", exam.normal(5, 3), exam.normal(5))


@check("best")
def best(exam: Exam) -> None:
    exam.compare("first_best", np.array([[0.0, 5.0, 1.0, 2.0], [9.0, 0.0, 1.0, 2.0], [0.0, 1.0, 5.0, 2.0]]))


@check("places")
def places(exam: Exam) -> None:
    exam.compare("places", 4)


@check("label")
def label(exam: Exam) -> None:
    exam.compare("label", -1.0)
