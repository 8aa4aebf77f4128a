import numpy as np

from grader.exam import Exam, check


@check("compared")
def compared(exam: Exam) -> None:
    for factor in (1.0, 2.0):
        exam.compare("descend", lambda x: factor * x, exam.normal(3), 4)


@check("once")
def once(exam: Exam) -> None:
    with exam.callbacks(grad=lambda x: 2 * x) as seen:
        exam.call("descend", seen.grad, np.array([1.0, 2.0]), 5)
    exam.holds(len(seen.calls_of("grad")) == 5, "5 steps ask 5 times; yours asked {asked} times.", asked=len(seen.calls))


@check("hidden")
def hidden(exam: Exam) -> None:
    exam.compare("descend", lambda x: 3 * x, exam.normal(3), 4)


@check("twice")
def twice(exam: Exam) -> None:
    exam.same_seed("descend", lambda x: x, exam.normal(2), 3)
