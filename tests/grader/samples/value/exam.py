from grader.exam import Exam, check


@check("dense")
def dense(exam: Exam) -> None:
    for n, d, k in ((5, 3, 4), (4, 4, 4)):
        exam.compare("dense", exam.normal(n, d), exam.normal(k, d), exam.normal(k))


@check("mean")
def mean(exam: Exam) -> None:
    exam.compare("mean_square", exam.normal(6, 4))
