"""Put right values into the right container, only to say so: a list of numbers becomes the array that was asked."""

from __future__ import annotations

from typing import Any

import numpy as np


def mended(value: Any, model: Any) -> Any:
    """`value` in the containers of `model` where that can be done without changing a number."""
    if isinstance(model, np.ndarray) and isinstance(value, (list, tuple)):
        try:
            return np.array(value)
        except ValueError:
            return value
    if isinstance(model, (list, tuple)) and isinstance(value, (list, tuple, np.ndarray)):
        parts = list(value)
        if len(parts) == len(model):
            return type(model)(mended(part, one) for part, one in zip(parts, model, strict=True))
        return value
    if isinstance(model, dict) and isinstance(value, dict):
        return {key: mended(part, model.get(key)) for key, part in value.items()}
    if isinstance(model, (int, float)) and isinstance(value, (list, tuple, np.ndarray)) and np.size(value) == 1:
        return np.asarray(value).item()
    return value
