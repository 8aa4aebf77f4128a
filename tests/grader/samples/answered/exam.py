from grader.exam import Exam, check


@check("own")
def own(exam: Exam) -> None:
    with exam.spy("slope", answered_by=lambda x: x + 7.0) as seen:
        end = exam.call("walk", 1.0, 2)
    exam.expect(end, equals=1 - 0.8 - 0.72, because="The slope was x + 7 for once.")
    exam.expect([call.args[0] for call in seen.calls][0], equals=1.0)
    exam.expect(exam.call("walk", 1.0, 1), equals=0.8, because="And your own again afterwards.")
