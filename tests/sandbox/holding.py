"""Hold a slot in the midst of a grading that does not end, and tell the processes: the test kills this one."""

from __future__ import annotations

import os
import sys
import time

from grader.sandbox.selftest import REHEARSAL
from grader.sandbox.slot import Job, Limits, Slot
from tests.sandbox.planting import descendants

LOOP = b"def double(x):\n    while True:\n        pass\n"
SETTLED_S = 0.5


def main() -> None:
    began = time.monotonic()

    def tell_once_settled() -> bool:
        if time.monotonic() - began > SETTLED_S and not told:
            told.extend(sorted(descendants(os.getpid())))
            sys.stdout.write(" ".join(map(str, told)) + "\n")
            sys.stdout.flush()
        return False

    told: list[int] = []
    slot = Slot(programs=REHEARSAL)
    slot.run(Job(LOOP, {}, b"", Limits(wall_s=60, cpu_s=60)), on_message=lambda _: None, should_stop=tell_once_settled)


if __name__ == "__main__":
    main()
