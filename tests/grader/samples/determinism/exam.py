from grader.exam import Exam, check


@check("seed")
def seed(exam: Exam) -> None:
    exam.same_seed("init", 6, exam.rng())


@check("memory")
def memory(exam: Exam) -> None:
    exam.remembers_nothing("init", (6, exam.rng()), between=(3, exam.rng()))
