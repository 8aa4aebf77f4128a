"""Train by a reference and tell the loss after each step.

This text is executed in the learner's cage, after the reference and in the same module; `exercises.recording_ridge`
adds the call. Its names begin with `ridge_`: those of the reference stay what they are.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from typing import Any

import numpy as np


def ridge_told(
    reference: MutableMapping[str, Any],
    track: Callable[..., None],
    *,
    rows: str,
    unseen: int,
    brightest: float,
    sizes: Sequence[int],
    runs: Sequence[Mapping[str, Any]],
) -> None:
    """Let the functions of `reference` run, then track one point for each step: the loss of each of `runs`.

    `rows`: pixels and label of each digit, packed; the last `unseen` are not trained on. How many of those are read
    right after the first run stands in the last point.
    """
    digits = np.frombuffer(zlib.decompress(base64.b85decode(rows)), np.uint8).reshape(-1, sizes[0] + 1)
    X, y = digits[:, :-1] / brightest, digits[:, -1].astype(np.int64)
    trained = [ridge_run(reference, X[:-unseen], y[:-unseen], sizes, **settings) for settings in runs]
    params = trained[0][1]
    right = float(np.mean(reference["predict"](X[-unseen:], params) == y[-unseen:]))
    losses = [losses for losses, _ in trained]
    last = len(losses[0]) - 1
    for step, at_once in enumerate(zip(*losses, strict=True)):
        told = {f"run_{number}": loss for number, loss in enumerate(at_once)}
        track(step, **told, **({"read_right": right} if step == last else {}))


def ridge_run(
    reference: MutableMapping[str, Any],
    X: Any,
    y: Any,
    sizes: Sequence[int],
    *,
    epochs: int,
    batch_size: int,
    rate: float,
    seed: int,
) -> tuple[list[float], Any]:
    """The loss on all pictures before the first step and after each one, and the parameters at the end."""
    asked = reference["loss_and_grads"]
    losses: list[float] = []

    def listening(X_batch: Any, y_batch: Any, params: Any) -> Any:
        losses.append(float(asked(X, y, params)[0]))
        return asked(X_batch, y_batch, params)

    reference["loss_and_grads"] = listening
    params, _ = reference["train"](X, y, tuple(sizes), epochs, batch_size, rate, seed)
    reference["loss_and_grads"] = asked
    return [*losses, float(asked(X, y, params)[0])], params
