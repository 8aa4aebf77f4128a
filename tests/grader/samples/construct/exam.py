from grader.exam import Exam, check


@check("values")
def values(exam: Exam) -> None:
    exam.compare("dot", exam.normal(5), exam.normal(5))


@check("own-sum")
def own_sum(exam: Exam) -> None:
    used = [name for name in ("dot", "inner", "vdot", "einsum", "matmul") if exam.source.calls(f"numpy.{name}")]
    exam.holds(not used, "`np.dot` and its relatives are what you are building here.")
    exam.holds("@" not in exam.source.operators_in("dot"), "`@` is what you are building here.")
