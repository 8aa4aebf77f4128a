from grader.exam import Exam, check


@check("reads")
def reads(exam: Exam) -> None:
    X, y, Q, truth = exam.digits()
    exam.accuracy(exam.call("read", Q, X, y), truth, at_least=0.965)
