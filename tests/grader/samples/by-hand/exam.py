"""Values worked out by hand: numbers, tables, texts, lists, yes and no, and nothing."""

import math

import numpy as np

from grader.exam import Exam, check


@check("area")
def area(exam: Exam) -> None:
    exam.expect(exam.call("area", 2.0), equals=4 * math.pi, because="the area is π r².", tolerance=1e-5)


@check("area-unseen")
def area_unseen(exam: Exam) -> None:
    radius = exam.uniform(low=3, high=4)
    exam.expect(exam.call("area", radius), equals=math.pi * radius**2, because="The area is π r².", tolerance=1e-5)


@check("word")
def word(exam: Exam) -> None:
    exam.expect(exam.call("word", 4), equals="even", because="4 is 2 · 2.")


@check("steps")
def steps(exam: Exam) -> None:
    exam.expect(exam.call("steps", 3), equals=[3, 10, 5, 16, 8, 4, 2, 1], because="Odd: 3n + 1. Even: the half.")


@check("even")
def even(exam: Exam) -> None:
    exam.expect(exam.call("even", 4), equals=True, because="4 is even.")


@check("half")
def half(exam: Exam) -> None:
    exam.expect(exam.call("half", 4), equals=2.0)
    exam.expect(exam.call("half", 3), equals=None, because="3 cannot be halved.")


@check("corners")
def corners(exam: Exam) -> None:
    exam.expect(exam.call("corners", 2), equals=[[0, 2], [2, 0]], because="The other diagonal, twice.")
