"""Every type that a contract knows."""

from grader.exam import Exam, check


@check("count")
def count(exam: Exam) -> None:
    exam.compare("count", exam.labels(7, 3), 3)


@check("summary")
def summary(exam: Exam) -> None:
    exam.compare("summary", exam.normal(5, 3))


@check("rows")
def rows(exam: Exam) -> None:
    exam.compare("rows", exam.normal(5, 3))


@check("halves")
def halves(exam: Exam) -> None:
    exam.compare("halves", 7)


@check("root")
def root(exam: Exam) -> None:
    exam.compare("root", 4.0)
    exam.compare("root", -4.0)


@check("flat")
def flat(exam: Exam) -> None:
    exam.compare("flat", exam.normal(5, 3))


@check("doubled")
def doubled(exam: Exam) -> None:
    exam.compare("doubled", {"W": exam.normal(4, 3), "b": exam.normal(4)})


@check("roots")
def roots(exam: Exam) -> None:
    exam.compare("roots", -2.0)
