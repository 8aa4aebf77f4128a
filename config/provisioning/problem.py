"""A reason to stop set-up: one line of what is wrong, one of the way out."""

from __future__ import annotations


class Problem(Exception):
    """Set-up cannot go on. `what` says why, `way_out` what the operator can do about it."""

    def __init__(self, what: str, way_out: str) -> None:
        super().__init__(what)
        self.what = what
        self.way_out = way_out

    def __str__(self) -> str:
        return f"{self.what}\n  {self.way_out}"
