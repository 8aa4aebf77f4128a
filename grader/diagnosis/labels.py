"""The parts of an answer by name."""

from __future__ import annotations

from collections.abc import Sequence

from grader.contract import FunctionContract


def labels_of(truth: object, contract: FunctionContract) -> list[str]:
    """The parts of an answer by name: `loss`, `grads["W1"]`."""
    names = [part.name or f"value {place + 1}" for place, part in enumerate(contract.returns)]
    parts = list(truth) if len(names) > 1 and isinstance(truth, (list, tuple)) else [truth]
    labels: list[str] = []
    for part, name in zip(parts, names, strict=False):
        shown = name if len(names) > 1 or contract.returns[0].name else ""
        labels += [f'{shown}["{key}"]' for key in part] if isinstance(part, dict) else [shown]
    return labels


def in_full(found: Sequence[str], every: Sequence[str]) -> list[str]:
    """The parts that are off, each by its own name: where `grads` is, all of its entries are."""
    if any(name not in every for name in found):
        tops = [name for name in found if name not in every]
        return [one for one in every if one in found or any(not top or one.startswith(f"{top}[") for top in tops)]
    return list(found)
