"""Pictures: drawn before the judgement, so that a wrong answer is seen as well."""

import numpy as np

from grader.exam import Exam, check


@check("curve")
def curve(exam: Exam) -> None:
    x = np.linspace(-1, 1, 21)
    y = exam.call("curve", x)
    exam.show("line", y, title="Your curve", alt="21 values of your curve from left to right")
    exam.show("points", np.stack([x, y], axis=1), title="Your points", alt="21 points of your curve")
    exam.expect(y, equals=x**2, because="This is x².")


@check("table")
def table(exam: Exam) -> None:
    table = exam.call("table", 4)
    exam.show("image", table / 15, title="Your table", alt="A table of 4 × 4 grey squares")
    exam.show("heat", table - exam.reference.table(4), title="What is off", alt="The difference to the right table")
    exam.compare("table", 4)
