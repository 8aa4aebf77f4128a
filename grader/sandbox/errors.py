"""What goes wrong with the cages themselves, as opposed to what goes wrong inside them."""

from __future__ import annotations


class IsolationUnavailable(Exception):
    """A layer of the cage cannot be set up here, so nothing may be graded. Says which, why, and what mends it."""

    def __init__(self, layer: str, why: str, mend: str) -> None:
        super().__init__(f"{layer}: {why}. {mend}")
        self.layer = layer
        self.why = why
        self.mend = mend

    def __reduce__(self) -> tuple[type[IsolationUnavailable], tuple[str, str, str]]:
        return type(self), (self.layer, self.why, self.mend)


class ForkServerGone(Exception):
    """A fork server died or stopped answering; the slot starts another one."""
