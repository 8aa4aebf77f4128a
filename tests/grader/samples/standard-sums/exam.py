"""What the standard probes find where there are labels, a dict of parameters and a sum over the batch."""

import numpy as np

from grader.exam import Exam, check


@check("by-hand")
def by_hand(exam: Exam) -> None:
    params = {"W": np.eye(2), "b": np.zeros(2)}
    exam.expect(exam.call("scores", np.array([[1.0, 2.0]]), params), equals=[[1.0, 2.0]])
    exam.expect(exam.call("total_price", np.array([[1.0, 2.0]]), np.array([1]), params), equals=1.0)
