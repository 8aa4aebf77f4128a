"""One shape trace from start to end: the same pair of cages as for a grading, and no check that counts."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from grader.bundle import Bundle
from grader.carrying import Carried, references_of
from grader.exam.paper import Paper
from grader.grading import Cages, learner_settings, limits_of
from grader.messages import BadMessage, Final, read_final, read_trace
from grader.sandbox.ending import Ended, EndedBy
from grader.sandbox.job import Job
from grader.sources import SourceRefused, check_source
from grader.verdict import Fault

SENTENCES = {
    EndedBy.WALL_TIMEOUT: ("TimedOut", "The trace was stopped: the time was up."),
    EndedBy.CPU_TIMEOUT: ("TimedOut", "The trace was stopped: the time was up."),
    EndedBy.OUT_OF_MEMORY: ("OutOfMemory", "The trace was stopped: it asked for too much memory."),
    EndedBy.OUTPUT_LIMIT: ("OutputLimit", "The trace was stopped: it printed too much."),
    EndedBy.STOPPED: ("Stopped", "Stopped on request."),
}
NO_ANSWER = ("NoAnswer", "Python ended before there was anything to show.")


class CouldNotTrace(Exception):
    """Something of ours or of the author's is broken: never the learner's fault."""


@dataclass
class _Heard:
    trace: dict[str, Any] | None = None
    final: Final | None = None
    reached: bool = False

    def hear(self, message: Mapping[str, Any]) -> None:
        """Keep what matters to a trace; what breaks the schema counts as not said."""
        kind = message.get("event")
        self.reached |= kind == "reading"
        try:
            if kind == "trace":
                self.trace = read_trace(message)
            elif kind == "verdict":
                self.final = read_final(message)
        except BadMessage:
            self.reached = True


def trace_on(
    cages: Cages,
    bundle: Bundle,
    source: bytes | str,
    earlier: Carried,
    *,
    function: str = "",
    seed: int | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """Follow `function` of `source` line by line in `cages`. Raises CouldNotTrace."""
    limits = limits_of(bundle)
    try:
        data = check_source(source, most_bytes=limits.source_bytes)
    except SourceRefused as refused:
        return _nothing(function, type(refused).__name__, refused.sentence)
    paper = Paper.of(
        bundle,
        seed=secrets.randbits(48) if seed is None else seed,
        visible_only=True,
        mine=references_of(bundle),
        trace=function,
    )
    settings = {**learner_settings(bundle), **earlier.as_settings()}
    heard = _Heard()
    job = Job(data, settings, paper.to_bytes(), limits, paper.lasting)
    ended = cages.run(job, on_message=heard.hear, should_stop=should_stop)
    return _answer(function, heard, ended)


def _answer(function: str, heard: _Heard, ended: Ended) -> dict[str, Any]:
    final = heard.final
    if final is not None and final.fault is Fault.AUTHOR:
        raise CouldNotTrace(final.error.message if final.error else "a fault of the author's")
    if ended.cause is EndedBy.REFUSED or not (heard.reached or ended.cause is EndedBy.STOPPED):
        raise CouldNotTrace(ended.detail or ended.cause.value)
    if heard.trace is not None:
        return heard.trace
    if final is not None and not final.attempted:
        return _nothing(function, "NotAttempted", "Nothing to follow yet: the functions are as the starter left them.")
    if final is not None and final.error is not None:
        return _nothing(function, final.error.type, final.error.message, final.error.line)
    return _nothing(function, *SENTENCES.get(ended.cause, NO_ANSWER))


def _nothing(function: str, kind: str, message: str, line: int | None = None) -> dict[str, Any]:
    error = {"type": kind, "message": message, "line": line}
    return {"function": function, "rows": [], "truncated": False, "error": error}
