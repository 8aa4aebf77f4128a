import math

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


@check("asked-twice")
def asked_twice(exam: Exam) -> None:
    exam.budget("slope", (math.sin, 0.5), calls={"f": 2}, because="One look to the left, one to the right.")


@check("one-layer-each")
def one_layer_each(exam: Exam) -> None:
    exam.budget("two_layers", (exam.normal(3, 4), exam.normal(4, 4)), calls={"layer": 2})


@check("growth")
def growth(exam: Exam) -> None:
    few, many = ((exam.normal(n, 4), exam.normal(40, 4)) for n in (40, 400))
    exam.budget("table", few, larger=many, growth=40, resident_bytes=64_000_000)
