"""`Exam`: everything that the checks of an exercise may say. One object per check.

Where an answer is wrong, each call ends the check with one sentence; the author writes no `assert` and no message
beyond a `because`. What may reach the learner depends on the phase and is decided here, not by the author.

Beyond the plain calls: `rng()` gives a seeded generator that both sides make for themselves; `gradient` takes the
loss that the exam wrote (`of`) and the names of the parameters; `analytic` takes a second, larger case, because
three of its four nets look at growth; sentences of `expect` and `holds` in a hidden check are plain text, and what
is put between braces is filled in only where the learner may see it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from grader.exam import (
    accuracies,
    analytic,
    budgets,
    comparing,
    determinism,
    drawing,
    gradients,
    relabelling,
    sessions,
    showing,
    training,
)
from grader.exam.callbacks import Callbacks
from grader.exam.calling import Desk
from grader.exam.digits import Digits, read_digits
from grader.exam.point_clouds import PointClouds
from grader.exam.properties import expect, holds
from grader.exam.reference import Reference
from grader.exam.source import Source
from grader.exam.spying import Listening, Spy
from grader.exam.training_loop import Loop
from grader.sandbox.wire import GeneratorSeed


class Exam(PointClouds):
    def __init__(self, desk: Desk, draws: drawing.Draws) -> None:
        self._desk = desk
        self._draws = draws

    # Draws: hidden inputs from this grading's seed.

    def normal(self, *shape: int, mean: float = 0.0, spread: float = 1.0) -> Any:
        """Gaussian numbers: an array, or one float without a shape."""
        return self._draws.normal(*shape, mean=mean, spread=spread)

    def uniform(self, *shape: int, low: float = 0.0, high: float = 1.0) -> Any:
        return self._draws.uniform(*shape, low=low, high=high)

    def integers(self, low: int, high: int, *shape: int) -> Any:
        """Whole numbers from `low` up to, not including, `high`: an int64 array, or one int without a shape."""
        return self._draws.integers(low, high, *shape)

    def choice(self, options: Sequence[Any]) -> Any:
        """One of `options`."""
        return self._draws.choice(options)

    def labels(self, n: int, k: int) -> Any:
        """`n` labels 0 … k-1, each class at least once where n allows it."""
        return self._draws.labels(n, k)

    def away_from_kinks(
        self, draw: Callable[[], Any], margin: float = 1e-3, at: Callable[..., Any] | None = None
    ) -> Any:
        """`draw()` again until every number of it (of `at(*drawn)`) is at least `margin` away from 0."""
        return self._draws.away_from_kinks(draw, margin, at)

    def rng(self) -> GeneratorSeed:
        """An argument that becomes a fresh np.random.Generator, with the same seed for learner and reference."""
        return self._draws.rng()

    def digits(self) -> Digits:
        """`X_train (1437, 64), y_train, X_test (360, 64), y_test` of real digits, pixels 0 … 1, always one split."""
        self._desk.fixed_data = True
        return read_digits()

    def sizes(self, names: str, **at_least: int) -> Iterator[tuple[int, ...]]:
        """Generic and distinct; n = 1; one column (the second name = 1); square. `k=2` keeps a size at least 2."""
        return self._draws.sizes(names.split(), at_least)

    # Asking the learner and the author.

    def call(self, name: str, *args: Any) -> Any:
        """The learner's answer, held against the contract."""
        return self._desk.call(name, args)

    def contract(self, name: str, *args: Any) -> Any:
        """The same, said as a check: shapes, kinds of numbers, containers, finite."""
        return self._desk.call(name, args)

    @property
    def reference(self) -> Reference:
        """`exam.reference.dense(X, W, b)`: the author's answer."""
        return self._desk.reference

    @property
    def source(self) -> Source:
        """What the learner's text says: `.calls("einsum")`, `.loops_in("dense")`, `.operators_in("dense")`."""
        return self._desk.source

    # Judging.

    def compare(self, name: str, *args: Any, tolerance: float = 1e-9, because: str = "") -> Any:
        """The learner's answer against the reference's; returns it where it is right."""
        return comparing.compare(self._desk, name, args, tolerance, because)

    @property
    def _unread(self) -> _Unread:
        """What `unread.compiled_exam` lets a comparison that stands alone go through."""
        return _Unread(self._desk)

    def expect(self, value: Any, equals: Any, because: str = "", tolerance: float = 1e-9) -> None:
        """A value worked out by hand."""
        expect(self._desk, value, equals, because, tolerance)

    def holds(self, condition: Any, sentence: str, **figures: Any) -> None:
        """A property; `sentence` says what should hold, `{name}` in it is filled from `figures`."""
        holds(self._desk, condition, sentence, figures)

    def accuracy(self, answers: Any, truth: Any, at_least: float) -> Any:
        """The share of right answers on unseen examples, 0 … 1; gives back the answers that reached it.

        `answers`: what the learner's code said; or a function of a seed that trains and asks, failed only if two
        seeds fail.
        """
        return accuracies.accuracy(self._desk, answers, truth, at_least)

    def relabelled(self, learnt: Callable[[Any], Any], labels: Any, at_least: float) -> None:
        """With the names of the classes exchanged, the new names are learnt.

        `learnt(y)` trains with the labels `y` and answers for the examples they belong to.
        """
        relabelling.relabelled(self._desk, self._draws, learnt, labels, at_least)

    def one_batch(self, answers: Any, truth: Any, at_least: float = 1.0) -> None:
        """One batch, shown again and again, is known by heart."""
        accuracies.one_batch(self._desk, answers, truth, at_least)

    # Listening in.

    def callbacks(self, **functions: Callable[..., Any]) -> Callbacks:
        """`with exam.callbacks(grad=f) as seen:` gives `seen.grad`, an argument that the learner's code calls and this
        exam answers; `seen.calls` holds name, arguments and answer of each call, in order. Where nobody wants to see
        the calls, a plain function may stand as an argument.
        """
        return Callbacks(functions)

    def spy(self, name: str, answered_by: Callable[..., Any] | None = None) -> Spy:
        """`with exam.spy("loss_and_grads") as seen:` records each call of the learner's own function in `seen.calls`.

        `answered_by`: a function of this exam that answers in its place.
        """
        return Spy(self._desk, Listening(name, answered_by=answered_by))

    def loop(
        self,
        seen: Listening,
        *,
        of: str,
        X: Any,
        y: Any,
        epochs: int,
        batch_size: int,
        lr: float,
        ends: Any,
        unseen: Any = None,
    ) -> Loop:
        """The training loop `of` as `seen` shows it; the parameters that it returned are `ends`.

        Ask it `keeps_labels()`, `covers_every_epoch()`, `steps_downhill()`, `gradients_are_true()`, `mean_losses()`.
        """
        return Loop(self._desk, of, seen.name, seen.calls, X, y, epochs, batch_size, lr, ends, unseen)

    def train(
        self,
        name: str,
        args: Callable[[int], Sequence[Any]],
        *,
        listens_to: str,
        loss_at_most: float,
        hidden: Callable[[Any], Any] | None = None,
        held_out: Callable[[Any], float] | None = None,
        held_out_at_most: float | None = None,
    ) -> Any:
        """A whole training; its answer. The loss is a live curve where the check is always visible.

        `args` makes the arguments from a seed, the examples first; `listens_to` is the function whose loss is heard.
        Failed only if two seeds miss the mark; then `hidden` (the answer to activations, one row per example) and
        `held_out` (the answer to the loss on unseen examples, which may have a mark of its own) help to say what
        ails the run.
        """
        inspection = training.Inspection(hidden, held_out, held_out_at_most)
        return training.train(self._desk, name, args, listens_to, loss_at_most, inspection).answer

    def session(self, source: str, /, *, returns: Sequence[str] = (), **variables: Any) -> Any:
        """What `result` is after these lines have run beside the submission, with the `variables` set."""
        return sessions.session(self._desk, source, variables, returns)

    def gradient(
        self,
        name: str,
        args: Sequence[Any],
        of: Callable[..., Any] | str | None = None,
        parameters: Sequence[str] | Mapping[str, str] = (),
        tolerance: float = gradients.TOLERANCE,
        because: str = "",
    ) -> None:
        """The learner's gradients against the truth.

        `of`: the loss as the exam writes it, called with `args`, without abs, max or comparison (complex step); or the
        name of a reference function, or nothing for the loss that the reference's `name` returns (central differences).
        `parameters`: keys of a dict argument, or names of arguments; a mapping names the returned part of each
        ({"W": "dW"}); nothing means every key of the dict that the contract's `like` points to.
        """
        gradients.gradient(self._desk, name, tuple(args), of, parameters, tolerance, because, self._draws.rng)

    def analytic(
        self,
        name: str,
        args: Sequence[Any],
        larger: Sequence[Any],
        parameters: Sequence[str] | Mapping[str, str] = (),
        far: Sequence[Any] | None = None,
    ) -> None:
        """Not finite differences in disguise.

        `larger`: the same case with at least three times the parameters, every size grown. `far`, where given: with at
        least a hundred times, for the kernel's own account of time and memory.
        """
        cases = analytic.Cases(tuple(args), tuple(larger), None if far is None else tuple(far))
        analytic.analytic(self._desk, name, cases, parameters)

    def budget(
        self,
        name: str,
        args: Sequence[Any],
        opcodes: int | None = None,
        bytes: int | None = None,  # noqa: A002 - the author's word
        products: int | None = None,
        calls: Mapping[str, int] | None = None,
        larger: Sequence[Any] | None = None,
        growth: float | None = None,
        resident_bytes: int | None = None,
        because: str = "",
    ) -> None:
        """Cost, counted and not timed: Python steps, peak bytes of arrays, matrix products, calls of functions.

        `calls`: the most calls of each function, the submission's own ("forward", "Network.forward") or an argument.
        `larger`: the same call far larger; by the kernel's account, `growth` says how many times the CPU time it may
        take, and `resident_bytes` by how much it may raise the memory of the process.
        """
        limits = budgets.Allowed(
            opcodes=opcodes,
            peak_bytes=bytes,
            products=products,
            calls=calls or {},
            larger=larger,
            growth=growth,
            resident_bytes=resident_bytes,
        )
        budgets.budget(self._desk, name, tuple(args), limits, because)

    def stable(self, name: str, *args: Any, tolerance: float = 1e-9, because: str = "") -> Any:
        """Finite, right and without overflow, invalid or division by zero on the way."""
        return determinism.stable(self._desk, name, args, tolerance, because)

    def same_seed(self, name: str, *args: Any) -> None:
        """The same arguments, generators included, give the same answer twice."""
        determinism.same_seed(self._desk, name, args)

    def remembers_nothing(self, name: str, args: Sequence[Any], between: Sequence[Any]) -> None:
        """A call with `between` does not change what `args` give."""
        determinism.remembers_nothing(self._desk, name, tuple(args), tuple(between))

    def show(self, kind: str, data: Any, title: str, alt: str, *, after_pass: bool = False) -> None:
        """A picture for the page, by one of the kinds of `PictureKind`; `after_pass`: for those who have passed."""
        showing.show(self._desk, kind, data, title, alt, after_pass=after_pass)


class _Unread:
    """The comparisons of an exam whose answer nobody reads."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def compare(self, name: str, *args: Any, tolerance: float = 1e-9, because: str = "") -> None:
        comparing.compare_unread(self._desk, name, args, tolerance, because)
