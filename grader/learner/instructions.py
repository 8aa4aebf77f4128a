"""Count the instructions that the interpreter executes in given files.

By `sys.monitoring` from 3.12 on: there, tracing misses the first execution of a function. By tracing before.
"""

from __future__ import annotations

import sys
from collections.abc import Collection
from types import CodeType, FrameType
from typing import Any

from grader.learner.costs import Costs

TOOL = 4
TOOL_NAME = "ascent"

if sys.version_info >= (3, 12):

    def start_counting(files: Collection[str], costs: Costs) -> None:
        """Add to `costs.opcodes` for each instruction in `files`, until `stop_counting`."""
        monitoring = sys.monitoring

        def count(code: CodeType, _offset: int) -> Any:
            if code.co_filename not in files:
                return monitoring.DISABLE
            costs.opcodes += 1
            return None

        monitoring.use_tool_id(TOOL, TOOL_NAME)
        monitoring.register_callback(TOOL, monitoring.events.INSTRUCTION, count)
        monitoring.set_events(TOOL, monitoring.events.INSTRUCTION)
        monitoring.restart_events()

    def stop_counting() -> None:
        """Count no more."""
        sys.monitoring.set_events(TOOL, sys.monitoring.events.NO_EVENTS)
        sys.monitoring.free_tool_id(TOOL)

else:
    _before: list[Any] = []

    def start_counting(files: Collection[str], costs: Costs) -> None:
        """Add to `costs.opcodes` for each instruction in `files`, until `stop_counting`."""

        def trace(frame: FrameType, event: str, _argument: Any) -> Any:
            if frame.f_code.co_filename not in files:
                return None
            if event == "call":
                frame.f_trace_opcodes = True
                frame.f_trace_lines = False
            elif event == "opcode":
                costs.opcodes += 1
            return trace

        _before.append(sys.gettrace())
        sys.settrace(trace)

    def stop_counting() -> None:
        """Count no more; whoever traced before goes on."""
        sys.settrace(_before.pop() if _before else None)
