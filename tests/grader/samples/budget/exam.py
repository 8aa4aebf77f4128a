from grader.exam import Exam, check


@check("steps")
def steps(exam: Exam) -> None:
    exam.budget("table", (exam.normal(40, 3), exam.normal(30, 3)), opcodes=2000, because="NumPy can loop for you.")


@check("memory")
def memory(exam: Exam) -> None:
    exam.budget("table", (exam.normal(100, 60), exam.normal(100, 60)), bytes=1_000_000)


@check("products")
def products(exam: Exam) -> None:
    exam.budget("table", (exam.normal(20, 3), exam.normal(10, 3)), products=3)
