from grader.exam import Exam, check


@check("contract")
def contract(exam: Exam) -> None:
    exam.contract("layer", exam.normal(5, 3), exam.normal(4, 3))
