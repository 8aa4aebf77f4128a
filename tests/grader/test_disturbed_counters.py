"""Whoever disturbs the counters does not pass by it: the check fails with a sentence, and the fault is never ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.grading import Cages, grade_on
from grader.verdict import CheckOutcome, Fault, Outcome, Verdict
from tests.grader.sample_bundles import sample_bundle

# What a call that costs far too much does first; {slow} is the call itself.
DURING = {
    "the trace function is taken away": "sys.settrace(None)",
    "the trace function is replaced": "sys.settrace(lambda *_: None)",
    "a profile function is set": "sys.setprofile(lambda *_: None)",
    "the frame is hidden": "sys._getframe().f_trace = None",
    "the caller's frames are hidden": "sys._getframe().f_trace = None; sys._getframe(1).f_trace = None",
    "instructions are no longer reported": "sys._getframe().f_trace_opcodes = False",
    "memory is no longer measured": "tracemalloc.stop()",
    "memory is measured from anew": "tracemalloc.stop(); tracemalloc.start()",
    "memory's traces are cleared": "tracemalloc.clear_traces()",
    "other objects are looked for": "len(gc.get_objects())",
    "who holds an object is looked for": "gc.get_referrers(sys.gettrace())",
    "the counting arrays are replaced": "arrays._tell = print",
    "the note of products is replaced": "arrays.CountedArray.note = print",
}
DISTURBED = "could not be counted"

# What a submission may do when it is loaded.
BEFORE = {
    "the counter is replaced": (
        "import grader.learner.serving as serving\n"
        "from grader.learner.costs import Costs\n"
        "from contextlib import nullcontext\n"
        "serving.counted = lambda *_, **__: nullcontext(Costs())\n"
    ),
    "the counting class is replaced": (
        "import grader.learner.counting as counting\ncounting.Counting.__exit__ = lambda *_: None\n"
    ),
    "the module of counters is replaced": "sys.modules['grader.learner.counting'] = None\n",
    "nobody may listen": (
        "def refuse(event, arguments):\n"
        "    if event == 'sys.addaudithook': raise RuntimeError\n"
        "sys.addaudithook(refuse)\n"
    ),
}

# What changes nothing: the count goes on and tells.
IN_VAIN = {
    "threads are traced": "threading.settrace(lambda *_: None)",
    "sys.settrace is another function": "sys.settrace = print; sys.gettrace = print",
    "tracemalloc is another module": "sys.modules['tracemalloc'] = None",
    "numpy's products are others": "np.matmul = np.dot = np.einsum = lambda a, b: (a[..., None] * b).sum(axis=1)",
    "numpy's copies are others": "np.array = np.asarray = lambda a, *_: [list(row) for row in a]",
    "our modules are others": "sys.modules['ascent'] = sys.modules['mine'] = types.ModuleType('mine')",
    "garbage is not collected": "gc.disable(); gc.freeze()",
}
pytestmark = pytest.mark.sandbox
HEAD = """import gc, sys, threading, tracemalloc, types
import numpy as np
from grader.learner import counted_arrays as arrays

def slope(f, x): return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5
def layer(X, W): return X @ W
def two_layers(X, W): return layer(layer(X, W), W)

"""


def slow_table(during: str) -> str:
    return (
        "def table(Q, X):\n"
        "    def pairs():\n"
        "        return [[sum((a - b) ** 2 for a, b in zip(q, x)) for x in X.tolist()] for q in Q.tolist()]\n"
        f"    {during}\n"
        "    rows = pairs()\n"
        "    return np.stack([np.stack(row) for row in rows])\n"
    )


def graded(source: str, tmp_path: Path, cages: Cages) -> Verdict:
    return grade_on(cages, sample_bundle("budget", tmp_path), HEAD + source, seed=1)


def message_of_failed(verdict: Verdict) -> str:
    assert verdict.outcome is Outcome.FAILED, verdict.error
    assert verdict.fault in (None, Fault.LEARNER)
    failed = [check for check in verdict.checks if check.outcome is CheckOutcome.FAILED]
    return failed[0].message


@pytest.mark.parametrize("during", DURING.values(), ids=DURING)
def test_counters_that_were_touched_count_nothing(during: str, tmp_path: Path, cages: Cages) -> None:
    message = message_of_failed(graded(slow_table(during), tmp_path, cages))
    assert DISTURBED in message
    assert "`table`" in message


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE)
def test_counting_code_that_was_replaced_counts_nothing(before: str, tmp_path: Path, cages: Cages) -> None:
    assert DISTURBED in message_of_failed(graded(before + slow_table("pass"), tmp_path, cages))


@pytest.mark.parametrize("during", IN_VAIN.values(), ids=IN_VAIN)
def test_other_tricks_change_no_count(during: str, tmp_path: Path, cages: Cages) -> None:
    message = message_of_failed(graded(slow_table(during), tmp_path, cages))
    assert "Python steps; 2,000 are allowed" in message


def test_a_trace_function_that_comes_back_in_time_was_away_all_the_same(tmp_path: Path, cages: Cages) -> None:
    source = slow_table("before = sys.gettrace(); sys.settrace(None)").replace(
        "    return np.stack", "    sys.settrace(before)\n    return np.stack"
    )
    assert "`sys.settrace` was called" in message_of_failed(graded(source, tmp_path, cages))


def test_a_peak_that_was_forgotten_is_noticed(tmp_path: Path, cages: Cages) -> None:
    cube = (
        "def table(Q, X):\n"
        "    D = ((Q[:, None, :] - X[None, :, :]) ** 2).sum(axis=2)\n"
        "    tracemalloc.reset_peak()\n"
        "    return D\n"
    )
    assert "`tracemalloc` was stopped or reset" in message_of_failed(graded(cube, tmp_path, cages))


def test_tricks_that_end_in_an_error_are_the_learner_s(tmp_path: Path, cages: Cages) -> None:
    verdict = graded(slow_table("raise RuntimeError(sys.settrace(None))"), tmp_path, cages)
    assert verdict.fault is Fault.LEARNER
    assert verdict.outcome is Outcome.FAILED


def test_honest_code_is_not_accused(tmp_path: Path, cages: Cages) -> None:
    source = (
        "import collections, contextlib, copy, functools, itertools, warnings\n"
        "def table(Q, X):\n"
        "    Pair = collections.namedtuple('Pair', 'q x')\n"
        "    with contextlib.suppress(ValueError), warnings.catch_warnings():\n"
        "        pair = copy.deepcopy(Pair(Q, X))\n"
        "    rows = (sum(row) for row in pair.q[:1].tolist())\n"
        "    next(itertools.chain(rows, [1])), gc.collect()\n"
        "    try: raise KeyError\n"
        "    except KeyError: squares = functools.partial(np.sum, axis=1)\n"
        "    return squares(Q**2)[:, None] + squares(X**2) - 2 * Q @ X.T\n"
    )
    verdict = graded(source, tmp_path, cages)
    assert verdict.outcome is Outcome.PASSED, [check.message for check in verdict.checks]
