"""A slot runs one pair of cages to its end, tells every ending apart and never hangs."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.sandbox import server_pool
from grader.sandbox.programs import Programs
from grader.sandbox.slot import Ended, EndedBy, Job, Limits, Slot
from tests.sandbox.planting import is_running, open_descriptors
from tests.waiting import wait_until

pytestmark = pytest.mark.sandbox

PROGRAMS = Programs(examiner="scripted:examine", folders=(str(Path(__file__).parent),))
Run = Callable[..., tuple[Ended, list[dict[str, Any]]]]
QUICK = Limits(wall_s=0.4, cpu_s=5.0, memory_mb=64)
ROOMY = Limits(wall_s=5.0, cpu_s=5.0, memory_mb=64)


@pytest.fixture(scope="module")
def slot() -> Iterator[Slot]:
    made = Slot(programs=PROGRAMS)
    yield made
    made.close()


@pytest.fixture
def run(slot: Slot) -> Run:
    def run(source: str, *steps: tuple[str, Any], limits: Limits = ROOMY, **options: Any) -> Any:
        heard: list[dict[str, Any]] = []
        job = Job(source.encode(), {}, json.dumps(steps).encode(), limits)
        return slot.run(job, on_message=heard.append, **options), heard

    return run


def verdict_of(heard: list[dict[str, Any]]) -> list[Any]:
    return list(heard[-1]["said"])


def text_of(heard: list[dict[str, Any]]) -> str:
    return "".join(message["text"] for message in heard if message["event"] == "output")


def test_the_examiners_verdict_arrives(run: Run) -> None:
    ended, heard = run("def f():\n    return 7\n", ("call", "f"))
    assert ended.cause is EndedBy.EXAMINER_DONE
    assert verdict_of(heard) == ["parsed", "loaded", ["value", 7]]
    assert ended.wall_s < 5
    assert ended.learner.cpu_s > 0


def test_an_endless_loop_is_a_wall_timeout_and_the_examiner_has_its_last_words(run: Run) -> None:
    ended, heard = run("def f():\n    while True: pass\n", ("call", "f"), limits=QUICK)
    assert ended.cause is EndedBy.WALL_TIMEOUT
    assert verdict_of(heard)[-1] == "gone"
    assert ended.wall_s < 1.4


def test_sleeping_is_a_wall_timeout_too(run: Run) -> None:
    ended, _ = run("import time\ntime.sleep(60)\n", limits=QUICK)
    assert ended.cause is EndedBy.WALL_TIMEOUT


def test_used_up_cpu_is_a_cpu_timeout_and_no_crash(run: Run) -> None:
    limits = Limits(wall_s=10.0, cpu_s=1.0, memory_mb=64)
    ended, _ = run("while True: pass\n", limits=limits)
    assert ended.cause is EndedBy.CPU_TIMEOUT
    assert ended.learner.cpu_s >= 0.8


def test_growing_memory_ends_as_out_of_memory_and_no_timeout(run: Run, slot: Slot) -> None:
    ended, heard = run("k = []\nwhile True: k.append(b'x' * 100_000)\n")
    if slot.isolation.cgroup:
        assert ended.cause is EndedBy.OUT_OF_MEMORY
        assert ended.learner.peak_bytes > 60_000_000
    else:
        assert verdict_of(heard) == ["parsed", "error"]


def test_one_absurd_array_is_a_memory_error_at_its_line(run: Run) -> None:
    ended, heard = run("import numpy as np\ndef f(): return np.ones((40000, 40000))\n", ("call", "f"))
    assert ended.cause is EndedBy.EXAMINER_DONE
    assert verdict_of(heard)[-1][0] == "error"
    assert "MemoryError" in verdict_of(heard)[-1][1]


@pytest.mark.parametrize(
    ("source", "detail"),
    [
        ("import os\ndef f(): os._exit(0)\n", "exit 0"),
        ("import os\ndef f(): os._exit(3)\n", "exit 3"),
        ("import ctypes\ndef f(): ctypes.string_at(0)\n", f"signal {signal.SIGSEGV.value}"),
    ],
)
def test_a_process_that_ends_by_itself_has_crashed(run: Run, source: str, detail: str) -> None:
    ended, heard = run(source, ("call", "f"))
    assert (ended.cause, ended.detail) == (EndedBy.CRASHED, detail)
    assert verdict_of(heard)[-1] == "gone"


def test_endless_output_is_ended(run: Run) -> None:
    ended, _ = run("while True: print('x' * 1000)\n")
    assert ended.cause is EndedBy.OUTPUT_LIMIT
    assert len(ended.output) == ROOMY.output_kept_bytes
    assert ended.output_truncated


def test_what_is_printed_is_kept_and_told_until_the_hidden_phase(run: Run) -> None:
    source = "n = 0\ndef f():\n    global n; n += 1; print('call', n, 'é')\n"
    ended, heard = run(source, ("call", "f"), ("hide", None), ("call", "f"))
    assert ended.output.decode() == "call 1 é\n"
    assert text_of(heard) == "call 1 é\n"
    assert not ended.output_truncated


def test_a_stop_ends_both(run: Run) -> None:
    asked_at: list[float] = []

    def should_stop() -> bool:
        asked_at.append(time.monotonic())
        return len(asked_at) == 3

    ended, _ = run("while True: pass\n", should_stop=should_stop)
    assert ended.cause is EndedBy.STOPPED
    assert ended.wall_s < 1


def test_an_examiner_that_computes_past_the_deadline_is_the_examiners_timeout(run: Run) -> None:
    ended, _ = run("", ("compute", None), limits=QUICK)
    assert ended.cause is EndedBy.EXAMINER_TIMEOUT
    assert ended.wall_s < 2


def test_an_examiner_stuck_after_the_learner_died_is_the_examiners_timeout(run: Run) -> None:
    ended, _ = run("import os\nos._exit(0)\n", ("call", "f"), limits=QUICK)
    assert ended.cause is EndedBy.CRASHED
    ended, _ = run("def f(): pass\n", ("call", "f"), ("compute", None), limits=QUICK)
    assert ended.cause is EndedBy.EXAMINER_TIMEOUT


def test_an_examiner_that_leaves_without_a_verdict_is_gone(run: Run) -> None:
    ended, _ = run("", ("exit", 3))
    assert (ended.cause, ended.detail) == (
        EndedBy.EXAMINER_GONE,
        "the examiner ended without a verdict (exit 3)",
    )


@pytest.mark.parametrize("line", ["no json\n", "[1]\n", "[" * 100_000 + "\n", "x" * (5 << 20)])
def test_an_examiner_that_speaks_no_json_is_gone(run: Run, line: str) -> None:
    ended, _ = run("", ("write", line), ("sleep", 60))
    assert ended.cause is EndedBy.EXAMINER_GONE


def test_an_examiner_cannot_tell_what_was_printed(run: Run) -> None:
    _, heard = run("", ("write", '{"event": "output", "text": "forged"}\n'))
    assert text_of(heard) == ""


def test_an_examiner_that_runs_out_of_memory_is_gone_and_the_next_grading_works(run: Run) -> None:
    ended, _ = run("", ("eat", 1 << 20))
    assert ended.cause is EndedBy.EXAMINER_GONE
    assert run("", limits=ROOMY)[0].cause is EndedBy.EXAMINER_DONE


def test_a_fork_server_killed_between_gradings_is_replaced(run: Run, slot: Slot) -> None:
    before = slot._pool.learner.pid
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: not is_running(before), "the fork server is dead")
    assert run("")[0].cause is EndedBy.EXAMINER_DONE
    assert slot._pool.learner.pid != before


def test_a_fork_server_killed_before_anything_was_told_is_replaced_within_the_grading(run: Run, slot: Slot) -> None:
    victim = slot._pool.learner.pid
    asked: list[int] = []

    def kill_once_then_stop() -> bool:
        asked.append(slot._pool.learner.pid)
        if len(asked) == 1:
            os.kill(victim, signal.SIGKILL)
        return len(asked) == 3

    ended, _ = run("while True: pass\n", should_stop=kill_once_then_stop)
    assert ended.cause is EndedBy.STOPPED
    assert asked[0] == victim != asked[-1]


def test_a_fork_server_killed_after_something_was_told_ends_the_grading(run: Run, slot: Slot) -> None:
    victim = slot._pool.learner.pid
    source = "def f():\n    print('x')\n    while True: pass\n"

    def kill_it() -> bool:
        os.kill(victim, signal.SIGKILL)
        return False

    ended, _ = run(source, ("write", '{"event": "started"}\n'), ("call", "f"), should_stop=kill_it)
    assert ended.cause is EndedBy.REFUSED
    assert ended.wall_s < 3
    assert run("")[0].cause is EndedBy.EXAMINER_DONE


def test_a_listener_that_raises_leaves_the_slot_usable(slot: Slot, run: Run) -> None:
    def fail(message: dict[str, Any]) -> None:
        raise LookupError(message)

    with pytest.raises(LookupError):
        slot.run(Job(b"", {}, b"[]", ROOMY), on_message=fail)
    assert run("")[0].cause is EndedBy.EXAMINER_DONE


def test_descriptors_stay_constant_over_gradings(run: Run, slot: Slot) -> None:
    run("")
    before = open_descriptors(slot)
    for _ in range(10):
        run("print('x')\n")
        run("import os\nos._exit(1)\n")
    assert open_descriptors(slot) == before


def test_every_child_is_fresh_and_draws_its_own_numbers(run: Run) -> None:
    source = (
        "import numpy as np, random\n"
        "np.LEFT = getattr(np, 'LEFT', 0) + 1\n"
        "def left(): return np.LEFT\n"
        "def drawn(): return [np.random.rand(), random.random(), hash('x')]\n"
    )
    tellings = [verdict_of(run(source, ("call", "left"), ("call", "drawn"))[1]) for _ in range(2)]
    first, second = (telling[3][1] for telling in tellings)
    assert [telling[2][1] for telling in tellings] == [1, 1]
    assert first[0] != second[0]
    assert first[1] != second[1]
    assert first[2] == second[2]


def test_nothing_is_writable_unless_asked_and_what_was_written_is_gone_after(run: Run) -> None:
    source = (
        "import os\n"
        "def write():\n    open('/tmp/x', 'a').write('x' * 10); return os.path.getsize('/tmp/x')\n"
        "def fill():\n    open('/tmp/y', 'w').write('x' * (3 << 20))\n"
    )
    steps = (("call", "write"), ("call", "fill"))
    with_tmp = Limits(wall_s=5.0, tmp_mb=1)
    assert verdict_of(run(source, *steps)[1])[2][:2] == ["error", "PermissionError"]
    for _ in range(2):
        ended, heard = run(source, *steps, limits=with_tmp)
        assert ended.cause is EndedBy.EXAMINER_DONE, ended
        said = verdict_of(heard)
        assert said[2] == ["value", 10]
        assert said[3] == ["error", "OSError"]
    assert verdict_of(run(source, *steps)[1])[2][:2] == ["error", "PermissionError"]


def test_the_standard_library_can_be_imported_lazily_and_other_packages_cannot(run: Run) -> None:
    source = (
        "def f():\n    import statistics, sqlite3, lzma, decimal, fractions\n    return statistics.mean([1, 2, 3])\n"
        "def g():\n    import pytest\n"
    )
    said = verdict_of(run(source, ("call", "f"), ("call", "g"))[1])
    assert said[2] == ["value", 2]
    assert said[3] == ["error", "ModuleNotFoundError"]


def test_an_old_fork_server_hands_over_to_a_successor(run: Run, slot: Slot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_pool, "GRADINGS_PER_SERVER", 1)
    before = slot._pool.learner.pid
    run("")
    run("")
    successors = slot._pool._successors
    assert successors is not None
    successors.result(timeout=30)
    assert run("")[0].cause is EndedBy.EXAMINER_DONE
    assert slot._pool.learner.pid != before
