from grader.exam import Exam, check


def loop(exam: Exam, epochs: int = 3):
    X, y, unseen = exam.normal(11, 3), exam.normal(11), exam.normal(5, 3)
    with exam.spy("loss_and_grads") as seen:
        ends = exam.call("train", X, y, unseen, epochs, 4, 0.05, exam.integers(0, 1000))
    return exam.loop(seen, of="train", X=X, y=y, epochs=epochs, batch_size=4, lr=0.05, ends=ends, unseen=unseen)


@check("labels")
def labels(exam: Exam) -> None:
    loop(exam).keeps_labels()


@check("gradients")
def gradients(exam: Exam) -> None:
    loop(exam).gradients_are_true()


@check("coverage")
def coverage(exam: Exam) -> None:
    loop(exam).covers_every_epoch()


@check("steps")
def steps(exam: Exam) -> None:
    loop(exam).steps_downhill()


@check("steps-hidden")
def steps_hidden(exam: Exam) -> None:
    loop(exam, epochs=2).steps_downhill()
