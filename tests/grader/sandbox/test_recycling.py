"""Old fork servers hand over to new ones: nobody waits for it, nothing of the old stays, a failed start is survived."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future

import pytest

from grader.sandbox import server_pool
from grader.sandbox.errors import IsolationUnavailable
from grader.sandbox.selftest import GOOD, LIMITS, REHEARSAL
from grader.sandbox.server_pool import Pair, ServerPool
from grader.sandbox.slot import EndedBy, Job, Slot
from tests.sandbox.planting import descendants, is_running
from tests.waiting import wait_until

pytestmark = pytest.mark.sandbox

GRADINGS = 4


class Starts:
    """Holds back the start of successors until the test lets it go, or has it fail."""

    def __init__(self) -> None:
        self.begun = 0
        self.may_go_on = threading.Event()
        self.fails = False

    def hold(self, start: object, pool: ServerPool) -> Pair:
        self.begun += 1
        assert self.may_go_on.wait(30)
        if self.fails:
            raise IsolationUnavailable("landlock", "it went away", "Bring it back.")
        pair: Pair = start(pool)  # type: ignore[operator]  # the method that stands in its place
        return pair


@pytest.fixture
def starts() -> Starts:
    return Starts()


@pytest.fixture
def slot(monkeypatch: pytest.MonkeyPatch, starts: Starts) -> Iterator[Slot]:
    """A slot that is old after a few gradings, and whose next start is held back."""
    monkeypatch.setattr(server_pool, "GRADINGS_PER_SERVER", GRADINGS)
    monkeypatch.setattr(server_pool, "GRADINGS_TO_NEXT_TRY", GRADINGS)
    made = Slot(programs=REHEARSAL)
    original = ServerPool._start_pair
    monkeypatch.setattr(ServerPool, "_start_pair", lambda pool: starts.hold(original, pool))
    yield made
    starts.may_go_on.set()
    made.close()


def grade(slot: Slot, times: int = 1) -> None:
    for _ in range(times):
        said: list[object] = []
        ended = slot.run(Job(GOOD, {}, b"", LIMITS), on_message=said.append)
        assert ended.cause is EndedBy.EXAMINER_DONE
        assert said == [{"event": "verdict", "said": "right"}]


def grow_old(slot: Slot) -> Future[Pair]:
    """Grade until successors are on their way; the probe of a new server counts as one of its gradings."""
    for _ in range(GRADINGS + 1):
        if slot._pool._successors is not None:
            return slot._pool._successors
        grade(slot)
    raise AssertionError("no successors are asked for")


def pids(slot: Slot) -> set[int]:
    return {slot._pool.learner.pid, slot._pool.examiner.pid}


def test_gradings_go_on_while_successors_start(slot: Slot, starts: Starts) -> None:
    old = pids(slot)
    grade(slot, GRADINGS - 1)
    assert starts.begun == 0
    grow_old(slot)
    # Held back for as long as the test likes: whoever waited for it would never come back.
    grade(slot, 3 * GRADINGS)
    assert starts.begun == 1
    assert pids(slot) == old


def test_the_new_pair_is_ready_before_the_old_goes_and_nothing_of_the_old_stays(slot: Slot, starts: Starts) -> None:
    old = pids(slot)
    successors = grow_old(slot)
    starts.may_go_on.set()
    new = {server.pid for server in successors.result(30)}
    assert all(map(is_running, old | new))
    below_the_old = old.union(*map(descendants, old))
    grade(slot)
    assert pids(slot) == new
    wait_until(lambda: not any(map(is_running, below_the_old)), "nothing of the old is left", within_s=1.0)


def test_the_new_pair_grows_old_in_its_turn(slot: Slot, starts: Starts) -> None:
    starts.may_go_on.set()
    seen = [pids(slot)]
    for _ in range(2):
        grow_old(slot).result(30)
        grade(slot)
        seen.append(pids(slot))
    assert starts.begun == 2
    assert len(set.union(*seen)) == 6


def test_a_start_that_fails_breaks_no_grading_and_is_tried_again(
    slot: Slot, starts: Starts, caplog: pytest.LogCaptureFixture
) -> None:
    old = pids(slot)
    starts.fails = True
    starts.may_go_on.set()
    assert grow_old(slot).exception(30) is not None
    grade(slot)
    assert pids(slot) == old
    assert "the old ones go on" in caplog.text
    assert "landlock: it went away" in caplog.text

    grade(slot, GRADINGS - 1)
    assert starts.begun == 1
    starts.fails = False
    grow_old(slot).result(30)
    grade(slot)
    assert starts.begun == 2
    assert pids(slot).isdisjoint(old)


def test_a_slot_closed_over_a_failed_start_closes(slot: Slot, starts: Starts) -> None:
    old = pids(slot)
    starts.fails = True
    grow_old(slot)
    starts.may_go_on.set()
    slot.close()
    assert not any(map(is_running, old))


def test_a_slot_closed_while_successors_start_ends_them_too(slot: Slot, starts: Starts) -> None:
    successors = grow_old(slot)
    starts.may_go_on.set()
    slot.close()
    assert not any(is_running(server.pid) for server in successors.result())
