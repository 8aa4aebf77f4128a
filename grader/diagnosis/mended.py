"""Where a right value mends an answer, and what that shows."""

from __future__ import annotations

from dataclasses import dataclass

from grader.diagnosis.expressions import Expression
from grader.learner.looked_at import Place


@dataclass(frozen=True)
class Mended:
    """`wrong`: the parts of the answer that were off; `left`: those that still are with the right value there.

    `is_one_line`: its function is one statement, so that the line says nothing; then `expression` may say more,
    or what mends it `inside` of the line.
    """

    place: Place
    part: int
    wrong: tuple[str, ...]
    left: tuple[str, ...]
    before: tuple[Place, ...]
    is_first: bool
    stopped: bool
    is_one_line: bool = False
    expression: Expression | None = None
    inside: Mended | None = None

    @property
    def is_all_there_is(self) -> bool:
        """Is it the whole of a function of one line?"""
        return self.is_one_line and not self.left and self.expression is not None and self.expression.is_last
