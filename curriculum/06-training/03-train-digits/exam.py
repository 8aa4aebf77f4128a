"""The checks of `train-digits`."""

import numpy as np

from grader.exam import Exam, check

SIZES, EPOCHS, BATCH, LR = (64, 30, 10), 30, 16, 1.0
TOY_SIZES, TOY_BATCH, TOY_LR = (5, 4, 3), 6, 0.3


def toy(exam: Exam) -> tuple:
    return exam.uniform(23, 5), exam.labels(23, 3)


def heard(exam: Exam, epochs: int) -> tuple:
    """A small training whose every gradient is listened in on: 23 examples, four batches an epoch."""
    X, y = toy(exam)
    with exam.spy("loss_and_grads") as seen:
        params, history = exam.call("train", X, y, TOY_SIZES, epochs, TOY_BATCH, TOY_LR, 7)
    loop = exam.loop(seen, of="train", X=X, y=y, epochs=epochs, batch_size=TOY_BATCH, lr=TOY_LR, ends=params)
    return loop, seen, history


@check("batches-cover-everything")
def batches_cover_everything(exam: Exam) -> None:
    for n, size in ((10, 4), (9, 3), (7, 6), (5, 8)):
        batches = exam.call("minibatches", n, size, exam.rng())
        lengths = np.array([len(batch) for batch in batches])
        asked = [size] * (n // size) + [n % size] * (n % size > 0)
        exam.expect(
            lengths, equals=asked, because=f"{n} examples are cut into pieces of {size}; the last may be shorter."
        )
        everyone = np.sort(np.concatenate(batches))
        exam.expect(everyone, equals=np.arange(n), because="Every example comes exactly once.")


@check("batches-shuffled")
def batches_shuffled(exam: Exam) -> None:
    orders = [np.concatenate(exam.call("minibatches", 50, 8, exam.rng())) for _ in range(2)]
    in_order = any(np.array_equal(order, np.arange(50)) for order in orders)
    exam.holds(not in_order, "The examples come in their old order: shuffle them.")
    exam.holds(
        not np.array_equal(*orders),
        "Two generators gave the same order: use the one that is given, without a seed of your own.",
    )


@check("step-value")
def step_value(exam: Exam) -> None:
    params = {"W1": np.array([[1.0, 2.0]]), "b1": np.array([0.0])}
    grads = {"W1": np.array([[10.0, -10.0]]), "b1": np.array([1.0])}
    after = exam.call("sgd_step", params, grads, 0.1)
    exam.expect(after["W1"], equals=[[0.0, 3.0]], because="1 − 0.1 · 10 = 0 and 2 + 0.1 · 10 = 3.")
    exam.expect(after["b1"], equals=[-0.1], because="0 − 0.1 · 1: the biases take the step too.")
    for d, h in exam.sizes("d h"):
        drawn = [{"W1": exam.normal(h, d), "b1": exam.normal(h), "W2": exam.normal(2, h)} for _ in range(2)]
        exam.compare("sgd_step", *drawn, exam.uniform(low=0.01, high=0.5), tolerance=1e-12)


@check("train-shapes")
def train_shapes(exam: Exam) -> None:
    X, y = toy(exam)
    params, history = exam.call("train", X, y, TOY_SIZES, 3, TOY_BATCH, TOY_LR, 0)
    for name, shape in {"W1": (4, 5), "b1": (4,), "W2": (3, 4), "b2": (3,)}.items():
        yours = np.array(params[name].shape)
        exam.expect(yours, equals=np.array(shape), because=f"With sizes (5, 4, 3) `{name}` has the shape {shape}.")
    exam.expect(len(history), equals=3, because="3 epochs, 3 numbers in history.")
    numbers = all(np.ndim(value) == 0 and np.isfinite(value) for value in history)
    exam.holds(numbers, "Each entry of `history` is one finite number.")


@check("pictures-keep-their-labels")
def pictures_keep_their_labels(exam: Exam) -> None:
    heard(exam, epochs=2)[0].keeps_labels()


@check("your-gradient-holds")
def your_gradient_holds(exam: Exam) -> None:
    heard(exam, epochs=2)[0].gradients_are_true()


@check("each-example-once-per-epoch")
def each_example_once_per_epoch(exam: Exam) -> None:
    heard(exam, epochs=3)[0].covers_every_epoch()


@check("every-step-is-downhill-by-lr")
def every_step_is_downhill_by_lr(exam: Exam) -> None:
    heard(exam, epochs=3)[0].steps_downhill()


@check("history-is-the-mean-loss")
def history_is_the_mean_loss(exam: Exam) -> None:
    loop, seen, history = heard(exam, epochs=2)
    asked = loop.mean_losses()
    # The mean of the batches' means is as good: only the last, shorter batch weighs a little more.
    plain = np.reshape([call.answer[0] for call in seen.calls], (2, -1)).mean(axis=1)
    right = np.allclose(history, asked, rtol=1e-9) or np.allclose(history, plain, rtol=1e-9)
    exam.holds(
        right,
        "`history` should hold the mean loss of each epoch, {asked}; yours is {got}.",
        asked=np.array(asked),
        got=np.array(history, dtype=float),
    )


@check("predict-shape")
def predict_shape(exam: Exam) -> None:
    for n, d, h, k in exam.sizes("n d h k", k=2):
        params = {"W1": exam.normal(h, d), "b1": exam.normal(h), "W2": exam.normal(k, h), "b2": exam.normal(k)}
        exam.contract("predict", exam.uniform(n, d), params)


@check("one-batch-by-heart")
def one_batch_by_heart(exam: Exam) -> None:
    X, y, _, _ = exam.digits()
    X, y = X[:BATCH], y[:BATCH]
    params, _ = exam.call("train", X, y, SIZES, 200, BATCH, LR, 0)
    exam.one_batch(exam.reference.forward(X, params)[1].argmax(axis=1), y)


def spread(exam: Exam, X: np.ndarray, y: np.ndarray, params: dict) -> None:
    """How the hidden neurons and the answers of the trained network are spread between 0 and 1."""
    hidden, scores = exam.reference.forward(X, params)
    likely = np.exp(scores - scores.max(axis=1, keepdims=True))
    right = (likely / likely.sum(axis=1, keepdims=True))[np.arange(y.size), y]
    edges = np.linspace(0, 1, 21)
    named = {"hidden neurons, A1": hidden.ravel(), "probability of the right digit": right}
    groups = [{"name": name, "counts": np.histogram(values, edges)[0]} for name, values in named.items()]
    title = f"{100 * np.mean(right > 0.9):.0f} % of the digits it learnt from are read with more than 90 % certainty"
    alt = "Two histograms from 0 to 1: what the hidden neurons say, and how likely the right digit is to the network."
    exam.show("histogram", {"edges": edges, "groups": groups}, title, alt)


@check("loss-falls")
def loss_falls(exam: Exam) -> None:
    X, y, _, _ = exam.digits()
    params, _ = exam.train(
        "train",
        lambda seed: (X, y, SIZES, EPOCHS, BATCH, LR, seed),
        listens_to="loss_and_grads",
        loss_at_most=0.05,
        hidden=lambda answer: exam.reference.forward(X, answer[0])[0],
    )
    spread(exam, X, y, params)
    portraits = params["W1"].reshape(-1, 8, 8)
    exam.show(
        "weights", portraits, "What your 30 hidden neurons look for", "30 pictures of 8 by 8 weights, one per neuron."
    )


@check("batches-use-the-given-rng")
def batches_use_the_given_rng(exam: Exam) -> None:
    exam.same_seed("minibatches", 50, 8, exam.rng())


@check("same-seed-same-network")
def same_seed_same_network(exam: Exam) -> None:
    X, y = toy(exam)
    exam.same_seed("train", X, y, TOY_SIZES, 2, TOY_BATCH, TOY_LR, 1)
    one, other = (exam.call("train", X, y, TOY_SIZES, 2, TOY_BATCH, TOY_LR, seed)[0] for seed in (1, 2))
    exam.holds(not np.array_equal(one["W1"], other["W1"]), "Another seed should give another network.")


@check("reads-unseen-digits")
def reads_unseen_digits(exam: Exam) -> None:
    X, y, X_test, y_test = exam.digits()

    def read(seed: int) -> np.ndarray:
        params, _ = exam.call("train", X, y, SIZES, EPOCHS, BATCH, LR, seed)
        return exam.call("predict", X_test, params)

    answers = exam.accuracy(read, y_test, at_least=0.95)
    counts = np.zeros((10, 10), dtype=int)
    np.add.at(counts, (y_test, answers), 1)
    table = {"labels": [str(digit) for digit in range(10)], "counts": counts}
    wrong = int((answers != y_test).sum())
    title = f"{y_test.size - wrong} of {y_test.size} unseen digits read right"
    exam.show("confusion", table, title, "Rows: the digit. Columns: what was read.", after_pass=True)


@check("learns-what-it-is-told")
def learns_what_it_is_told(exam: Exam) -> None:
    X, y, _, _ = exam.digits()
    X, y = X[:300], y[:300]

    def learnt(labels: np.ndarray) -> np.ndarray:
        params, _ = exam.call("train", X, labels, SIZES, 20, BATCH, LR, 0)
        return exam.call("predict", X, params)

    exam.relabelled(learnt, y, at_least=0.9)
