import numpy as np

from grader.exam import Exam, check


def circle(exam: Exam, n: int):
    X = exam.normal(n, 2)
    return X, ((X**2).sum(axis=1) > 1.2).astype(int)


def falls(exam: Exam) -> None:
    (X, y), (X_unseen, y_unseen) = circle(exam, 120), circle(exam, 300)
    exam.train(
        "train",
        lambda seed: (X, y, 40, 0.5, seed),
        listens_to="loss_and_grads",
        loss_at_most=0.3,
        hidden=lambda params: exam.reference.forward(X, params)[0],
        held_out=lambda params: exam.reference.loss_and_grads(X_unseen, y_unseen, params)[0],
        held_out_at_most=0.6,
    )


@check("loss-falls")
def loss_falls(exam: Exam) -> None:
    falls(exam)


@check("loss-falls-hidden")
def loss_falls_hidden(exam: Exam) -> None:
    falls(exam)
