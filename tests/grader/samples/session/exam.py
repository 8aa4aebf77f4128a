from grader.exam import Exam, check


@check("adds")
def adds(exam: Exam) -> None:
    total = exam.session(
        """
        counter = Counter(start)
        counter.add(2.0)
        counter.add(3.0)
        result = counter.total()
        """,
        start=1.0,
        returns=["total: float"],
    )
    exam.expect(total, equals=6.0, because="1 + 2 + 3.")


@check("chains")
def chains(exam: Exam) -> None:
    amount = exam.normal()
    total = exam.session("result = Counter(0.0).add(amount).add(amount).total()", amount=amount)
    exam.expect(total, equals=2 * amount, because="`add` gives the counter back.")


@check("separate")
def separate(exam: Exam) -> None:
    both = exam.session(
        """
        one, other = Counter(a), Counter(a)
        one.add(1.0)
        result = [one.total(), other.total()]
        """,
        a=exam.normal(3),
        returns=["both: list[(3,)]"],
    )
    exam.expect(both[0] - both[1], equals=[1.0, 1.0, 1.0], because="Only one of them was added to.")
