from grader.exam import Exam, check


@check("one-batch")
def one_batch(exam: Exam) -> None:
    X, y, _, _ = exam.digits()
    exam.one_batch(exam.call("learn", X[:100], y[:100], X[:100], 0), y[:100], at_least=0.8)


@check("reads")
def reads(exam: Exam) -> None:
    X, y, Q, truth = exam.digits()
    exam.accuracy(lambda seed: exam.call("learn", X, y, Q, seed), truth, at_least=0.85)


@check("relabelled")
def relabelled(exam: Exam) -> None:
    X, y, Q, _ = exam.digits()
    exam.relabelled(lambda labels: exam.call("learn", X, labels, X, 0), y, at_least=0.8)
