"""Train by a curriculum's own references and tell the loss after each step. Runs as a process of its own:

    python -m exercises.training_run < the sources and the settings, as JSON

so that no process of the site runs an author's code or holds NumPy for it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any

from grader.exam.digits import Digits, read_digits

Figures = dict[str, Any]


def main() -> None:
    """Read what to train, write what happened."""
    order = json.load(sys.stdin)
    reference = functions_of(order["reference"], order["mine"])
    json.dump([train(reference, **settings) for settings in order["runs"]], sys.stdout)


def functions_of(reference: str, mine: Sequence[str]) -> ModuleType:
    """The reference as a module; the sources of `mine`, in order, are what it imports from there."""
    earlier = sys.modules["mine"] = ModuleType("mine")
    for source in mine:
        _execute(source, earlier)
    module = ModuleType("reference")
    _execute(reference, module)
    return module


def _execute(source: str, module: ModuleType) -> None:
    # An author's reference from the curriculum, as trusted as this file.
    exec(compile(source, f"<{module.__name__}>", "exec"), vars(module))  # noqa: S102


def train(
    reference: ModuleType, *, hidden: int, epochs: int, batch_size: int, rate: float, seed: int
) -> Mapping[str, Any]:
    """The loss on all training pictures before each step, and the share of unseen ones read right at the end."""
    digits = read_digits()
    listening = _Listening(reference.loss_and_grads, digits)
    reference.__dict__["loss_and_grads"] = listening
    sizes = (digits.X_train.shape[1], hidden, 10)
    params, _ = reference.train(digits.X_train, digits.y_train, sizes, epochs, batch_size, rate, seed)
    reference.__dict__["loss_and_grads"] = listening.asked
    right = float((reference.predict(digits.X_test, params) == digits.y_test).mean())
    losses = [*listening.losses, listening.loss(params)]
    return {"losses": [round(loss, 4) for loss in losses], "read_right": round(right, 4)}


class _Listening:
    """Stands in for the gradient function: each time it is asked, it notes the loss on everything."""

    def __init__(self, asked: Callable[..., Any], digits: Digits) -> None:
        self.asked = asked
        self.losses: list[float] = []
        self._digits = digits

    def __call__(self, X: Any, y: Any, params: Any) -> Any:
        self.losses.append(self.loss(params))
        return self.asked(X, y, params)

    def loss(self, params: Any) -> float:
        return float(self.asked(self._digits.X_train, self._digits.y_train, params)[0])


if __name__ == "__main__":
    main()
