"""Count the instructions that the interpreter executes in given files, and the calls of given functions.

By `sys.monitoring` from 3.12 on: there, tracing misses the first execution of a function. By tracing before.
The counts live in a closure, and whether the interpreter still reports is looked at in the end.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from types import CodeType, FrameType
from typing import Any

from grader.learner.costs import Disturbance

TOOL = 4
TOOL_NAME = "ascent"

Codes = Mapping[CodeType, str]


@dataclass(frozen=True)
class Executed:
    """`calls` by the names that were asked for. `disturbed` tells what was done to the counting itself."""

    opcodes: int
    calls: Mapping[str, int] = field(default_factory=dict)
    disturbed: Disturbance | None = None


Stop = Callable[[], Executed]

if sys.version_info >= (3, 12):
    from sys import monitoring

    def start_counting(files: Collection[str], codes: Codes) -> Stop:
        """Count what is executed in `files`, and how often each of `codes` begins, until the answer is called."""
        events = monitoring.events.INSTRUCTION | monitoring.events.PY_START
        opcodes = 0
        calls: Counter[str] = Counter()

        def count(code: CodeType, _offset: int) -> Any:
            nonlocal opcodes
            if code.co_filename not in files:
                return monitoring.DISABLE
            opcodes += 1
            return None

        def begin(code: CodeType, _offset: int) -> Any:
            if code not in codes:
                return monitoring.DISABLE
            calls[codes[code]] += 1
            return None

        def stop() -> Executed:
            ours = monitoring.get_tool(TOOL) == TOOL_NAME
            whole = ours and monitoring.get_events(TOOL) == events
            if ours:
                monitoring.set_events(TOOL, monitoring.events.NO_EVENTS)
                monitoring.free_tool_id(TOOL)
            return Executed(opcodes, calls, None if whole else Disturbance.MONITORING)

        if monitoring.get_tool(TOOL) is not None:
            return lambda: Executed(0, {}, Disturbance.MONITORING)
        monitoring.use_tool_id(TOOL, TOOL_NAME)
        monitoring.register_callback(TOOL, monitoring.events.INSTRUCTION, count)
        monitoring.register_callback(TOOL, monitoring.events.PY_START, begin)
        monitoring.set_events(TOOL, events)
        monitoring.restart_events()
        return stop

else:
    from sys import gettrace, settrace

    def start_counting(files: Collection[str], codes: Codes) -> Stop:
        """Count what is executed in `files`, and how often each of `codes` begins, until the answer is called."""
        before = gettrace()
        opcodes = depth = 0
        muted = False
        calls: Counter[str] = Counter()

        def trace(frame: FrameType, event: str, _argument: Any) -> Any:
            nonlocal opcodes, depth, muted
            if event == "opcode":
                opcodes += 1
                return trace
            code = frame.f_code
            if event == "call":
                if code.co_filename not in files:
                    return None
                frame.f_trace_opcodes = True
                frame.f_trace_lines = False
                depth += 1
                if code in codes:
                    calls[codes[code]] += 1
            elif event == "return":
                depth -= 1
                muted = muted or not frame.f_trace_opcodes
            return trace

        def stop() -> Executed:
            """Count no more; whoever traced before goes on."""
            told = None
            if gettrace() is not trace:
                told = Disturbance.TRACE_GONE
            elif depth != 0 or muted:
                told = Disturbance.FRAME_HIDDEN
            settrace(before)
            return Executed(opcodes, calls, told)

        settrace(trace)
        return stop
