"""What a call may cost: counted, or its growth measured by the kernel; never timed in seconds."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from grader.exam.call_costs import about, counted_call, figure_of, grown
from grader.exam.callbacks import CallLog, Served
from grader.exam.failing import AuthorFault, CheckFailed, FailureKind
from grader.exam.numerals import number_in_words
from grader.exam.subject import How

if TYPE_CHECKING:
    from grader.exam.calling import Desk

# A busy machine may double a time; a growth that matters is far larger.
LEAST_GROWTH = 10.0
# The allocator's own habits; below this nothing is said of resident memory.
LEAST_RESIDENT_BYTES = 32_000_000


@dataclass(frozen=True)
class Allowed:
    """The most that a call may cost. `growth` and `resident_bytes` are for the call with `larger`, by the kernel."""

    opcodes: int | None = None
    peak_bytes: int | None = None
    products: int | None = None
    calls: Mapping[str, int] = field(default_factory=dict)
    larger: Sequence[Any] | None = None
    growth: float | None = None
    resident_bytes: int | None = None

    @property
    def counts(self) -> dict[str, int]:
        """The limits that the counters keep."""
        limits = {"opcodes": self.opcodes, "peak_bytes": self.peak_bytes, "products": self.products}
        return {measure: limit for measure, limit in limits.items() if limit is not None}


def budget(desk: Desk, name: str, args: tuple[Any, ...], allowed: Allowed, because: str) -> None:
    """The call stays within every limit that is given. Raises CheckFailed naming the first that it exceeds."""
    _make_sure(allowed)
    if allowed.counts or allowed.calls:
        _count(desk, name, args, allowed, because)
    if allowed.larger is not None:
        _grow(desk, name, args, tuple(allowed.larger), allowed, because)


def _make_sure(allowed: Allowed) -> None:
    if allowed == Allowed():
        raise AuthorFault("`budget` needs at least one of opcodes, bytes, products, calls, or larger with growth.")
    by_kernel = allowed.growth is not None or allowed.resident_bytes is not None
    if by_kernel != (allowed.larger is not None):
        raise AuthorFault("`growth` and `resident_bytes` are for a call with `larger`; give both or neither.")
    if allowed.growth is not None and allowed.growth < LEAST_GROWTH:
        raise AuthorFault(f"`growth` below {LEAST_GROWTH:.0f} would fail code for a busy machine.")
    if allowed.resident_bytes is not None and allowed.resident_bytes < LEAST_RESIDENT_BYTES:
        raise AuthorFault(
            f"`resident_bytes` below {LEAST_RESIDENT_BYTES:,} would fail code for the allocator's habits."
        )


def _count(desk: Desk, name: str, args: tuple[Any, ...], allowed: Allowed, because: str) -> None:
    args, logs = _listened(desk, name, args, allowed.calls)
    own = tuple(function for function in allowed.calls if function not in logs)
    how = How(count=True, counted_arguments=allowed.products is not None, calls=own)
    spent = counted_call(desk, FailureKind.BUDGET, name, args, how)
    for function, limit in allowed.calls.items():
        used = logs[function]() if function in logs else spent.calls.get(function, 0)
        if used > limit:
            raise _called_too_often(name, function, used, limit, because)
    for measure, limit in allowed.counts.items():
        used = figure_of(spent, measure)
        if used > limit:
            raise _over(name, measure, used, limit, because)


def _listened(
    desk: Desk, name: str, args: tuple[Any, ...], calls: Mapping[str, int]
) -> tuple[tuple[Any, ...], dict[str, Callable[[], int]]]:
    """The arguments with every function among them that is to be counted recording its calls here, in the examiner."""
    logs: dict[str, Callable[[], int]] = {}
    given = list(args)
    for place, (argument, value) in enumerate(zip(desk.contract_of(name).arguments, args, strict=False)):
        named = value.name if isinstance(value, Served) else argument.name
        if not callable(value) or named not in calls:
            continue
        if not isinstance(value, Served) or not value.log.is_open:
            given[place] = value = Served(named, value, CallLog())
        logs[named] = _counting(value.log, named)
    return tuple(given), logs


def _counting(log: CallLog, name: str) -> Callable[[], int]:
    def count() -> int:
        return sum(call.name == name for call in log.calls)

    before = count()
    return lambda: count() - before


def _grow(
    desk: Desk, name: str, args: tuple[Any, ...], larger: tuple[Any, ...], allowed: Allowed, because: str
) -> None:
    found = grown(desk, name, args, larger, allowed.growth or math.inf)
    if allowed.resident_bytes is not None and found.risen_bytes > allowed.resident_bytes:
        needed, asked = found.risen_bytes / 1e6, allowed.resident_bytes / 1e6
        told = f"needed {needed:.0f} MB for the larger case; {asked:.0f} MB are allowed"
        raise _failed(name, "resident_bytes", told, needed / asked, because)
    if allowed.growth is not None and found.cpu_times > allowed.growth:
        times, most = number_in_words(found.cpu_times, 2), number_in_words(allowed.growth, 2)
        told = f"computed {times} times as long for the larger case; {most} times is allowed"
        raise _failed(name, "growth", told, found.cpu_times / allowed.growth, because)


def _called_too_often(name: str, function: str, used: int, limit: int, because: str) -> CheckFailed:
    times = "once" if limit == 1 else f"{limit:,} times"
    allowed = f"{times} is enough" if limit else "it should do without"
    told = f"called `{function}` {_calls_in_words(used)}; {allowed}"
    if not limit:
        sentence = f"`{name}` {told}." + (f" {because}" if because else "")
        return CheckFailed(FailureKind.BUDGET, sentence, sentence, where=name, function=name, measure="calls")
    return _failed(name, "calls", told, used / limit, because)


def _calls_in_words(used: int) -> str:
    return "once" if used == 1 else f"{about(used):,.0f} times"


def _over(name: str, measure: str, used: int, limit: int, because: str) -> CheckFailed:
    told = {
        "opcodes": f"took {about(used):,.0f} Python steps; {limit:,} are allowed",
        "peak_bytes": f"needed {used / 1e6:.1f} MB at its peak; {limit / 1e6:.1f} MB are allowed",
        "products": f"made {about(used):,.0f} matrix products; {limit:,} are allowed",
    }[measure]
    return _failed(name, measure, told, used / max(limit, 1), because)


def _failed(name: str, measure: str, told: str, times: float, because: str) -> CheckFailed:
    sentence = f"`{name}` {told}, {_times(times)}." + (f" {because}" if because else "")
    return CheckFailed(FailureKind.BUDGET, sentence, sentence, where=name, function=name, measure=measure)


def _times(factor: float) -> str:
    return f"{about(factor):.0f} times as much" if factor >= 2 else f"{factor:.2g} times as much"
