"""One layer of the cage as the self-test reports it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Layer:
    """Whether a layer holds here, what was seen, and what mends it where it does not."""

    name: str
    holds: bool
    detail: str
    mend: str = ""
