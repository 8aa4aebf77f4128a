"""What a call may cost, counted and not timed: the same on every machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grader.exam.failing import AuthorFault, CheckFailed, FailureKind
from grader.exam.subject import How

if TYPE_CHECKING:
    from grader.exam.calling import Desk


@dataclass(frozen=True)
class Allowed:
    opcodes: int | None = None
    peak_bytes: int | None = None
    products: int | None = None


def budget(desk: Desk, name: str, args: tuple[Any, ...], allowed: Allowed, because: str) -> None:
    """The call stays within every limit that is given. Raises CheckFailed naming the first that it exceeds."""
    if allowed == Allowed():
        raise AuthorFault("`budget` needs at least one of opcodes, bytes, products.")
    spent = desk.ask(name, args, How(count=True, counted_arguments=allowed.products is not None))
    for measure, limit in allowed.__dict__.items():
        used = spent.count_of(measure)
        if limit is not None and used > limit:
            raise _over(name, measure, used, limit, because)


def _over(name: str, measure: str, used: int, limit: int, because: str) -> CheckFailed:
    told = {
        "opcodes": f"took {used:,} Python steps; {limit:,} are allowed",
        "peak_bytes": f"needed {used / 1e6:.1f} MB at its peak; {limit / 1e6:.1f} MB are allowed",
        "products": f"made {used:,} matrix products; {limit:,} are allowed",
    }[measure]
    sentence = f"`{name}` {told}, {_times(used / max(limit, 1))}." + (f" {because}" if because else "")
    return CheckFailed(FailureKind.BUDGET, sentence, sentence, where=name, function=name, measure=measure)


def _times(factor: float) -> str:
    return f"{factor:.0f} times as much" if factor >= 2 else f"{factor:.2g} times as much"
