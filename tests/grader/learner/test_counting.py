"""What a call costs is counted: instructions of the learner's own files, matrix products, peak memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.grader.learner.uncaged_learner import earlier, loaded


def test_instructions_grow_with_the_work_and_repeat_exactly(tmp_path: Path) -> None:
    with loaded("def f(n):\n    t = 0\n    for i in range(n):\n        t += i\n    return t\n", tmp_path) as learner:
        counts = [learner.notes("f", n, count=True)["opcodes"] for n in (10, 20, 30, 30)]
        assert counts[1] - counts[0] == counts[2] - counts[1] > 0
        assert counts[2] == counts[3]


def test_only_the_learners_own_files_count(tmp_path: Path) -> None:
    source = "import statistics\nfrom mine import slow\ndef f(x): return statistics.mean(x)\ndef g(n): return slow(n)\n"
    mine = [earlier("earlier", "def slow(n):\n    for i in range(n): pass\n", "slow")]
    with loaded(source, tmp_path, mine=mine) as learner:
        few = learner.notes("f", [1.0] * 10, count=True)["opcodes"]
        assert learner.notes("f", [1.0] * 1000, count=True)["opcodes"] == few
        assert learner.notes("g", 50, count=True)["opcodes"] > learner.notes("g", 5, count=True)["opcodes"]


@pytest.mark.parametrize(
    ("expression", "products"),
    [
        ("a @ b", 1),
        ("np.dot(a, b)", 1),
        ("a.dot(b)", 1),
        ("np.matmul(a, b)", 1),
        ("np.einsum('ij,jk->ik', a, b)", 1),
        ("np.tensordot(a, b, 1)", 1),
        ("np.inner(a, b)", 1),
        ("(a @ b) @ (a.T @ b[::-1].copy())", 3),
        ("np.maximum(a, 0).T @ b", 1),
        ("a * b + a.sum()", 0),
        ("np.linalg.multi_dot([a, b, a])", 1),
    ],
)
def test_matrix_products_are_counted_however_written(tmp_path: Path, expression: str, products: int) -> None:
    with loaded(f"import numpy as np\ndef f(a, b): return {expression}\n", tmp_path) as learner:
        answer = learner.call("f", np.ones((3, 3)), np.eye(3), count=True, counted_arguments=True)
        assert answer[0] == "value", answer
        assert answer[2]["products"] == products


def test_counted_arrays_give_the_same_answers_and_are_guarded_all_the_same(tmp_path: Path) -> None:
    source = (
        "import numpy as np\n"
        "def f(p):\n    x = p['a'] @ p['b']\n    x += 1\n    return {'x': x, 's': x.sum(), 'm': [x.mean(axis=0)]}\n"
        "def g(a):\n    np.add(a, 1, out=a)\n    return a\n"
    )
    params = {"a": np.arange(4.0).reshape(2, 2), "b": np.eye(2)}
    with loaded(source, tmp_path) as learner:
        plain = learner.value("f", params)
        counted = learner.value("f", params, count=True, counted_arguments=True)
        assert type(counted["x"]) is np.ndarray
        assert np.array_equal(counted["x"], plain["x"])
        assert counted["s"] == plain["s"]
        answer = learner.call("g", np.zeros(2), counted_arguments=True)
        assert answer[1].tolist() == [1.0, 1.0]
        assert answer[2]["mutated"] == [0]


def test_peak_memory_is_measured(tmp_path: Path) -> None:
    with loaded("import numpy as np\ndef f(n): return float(np.ones(n).sum())\n", tmp_path) as learner:
        assert 8_000_000 <= learner.notes("f", 1_000_000, count=True)["peak_bytes"] < 9_000_000


def test_counting_ends_with_the_call_even_if_it_raises(tmp_path: Path) -> None:
    source = (
        "import sys, tracemalloc\nBEFORE = sys.gettrace()\ndef f(): raise ValueError\n"
        "def g(): return [sys.gettrace() is BEFORE, tracemalloc.is_tracing()]\n"
    )
    with loaded(source, tmp_path) as learner:
        assert learner.call("f", count=True)[0] == "error"
        assert learner.value("g") == [True, False]


def test_a_call_that_is_not_counted_has_no_counts(tmp_path: Path) -> None:
    with loaded("def f(): pass\n", tmp_path) as learner:
        assert set(learner.notes("f")) == {"mutated", "printed"}


def test_calls_are_counted_by_code_whatever_the_name(tmp_path: Path) -> None:
    source = (
        "class Net:\n    def step(self): return 1\n"
        "def half(x): return x / 2\n"
        "same = half\n"
        "def f(n):\n    return sum(map(same, range(n))) + half(1) + Net().step()\n"
        "def g(n): return 0 if n == 0 else g(n - 1)\n"
    )
    with loaded(source, tmp_path) as learner:
        names = ["half", "Net.step", "g", "nowhere", "Net.nowhere"]
        assert learner.notes("f", 3, count=True, calls=names)["calls"] == {"half": 4, "Net.step": 1}
        assert learner.notes("g", 5, count=True, calls=names)["calls"] == {"g": 6}


@pytest.mark.parametrize(
    ("expression", "work"),
    [
        ("a @ b", 2 * 3 * 4),
        ("np.dot(a, b[:, 0])", 2 * 3),
        ("np.einsum('ij,jk->ik', a, b)", 2 * 3 * 4),
        ("np.einsum('ij,jk', a, b)", 2 * 3 * 4),
        ("np.tensordot(a, b, 1)", 2 * 3 * 4),
        ("a[:, :, None] * b", 2 * 3 * 4),
        ("(a[:, :, None] * b).sum(axis=1)", 2 * 2 * 3 * 4),
        ("np.array(a) @ np.asarray(b)", 2 * 3 * 4),
        ("np.array([a, a]) + 0", 2 * 2 * 3),
        ("np.array(a.tolist()) @ np.ones((3, 4))", 0),
    ],
)
def test_the_numbers_that_array_operations_touch_are_counted(tmp_path: Path, expression: str, work: int) -> None:
    with loaded(f"import numpy as np\ndef f(a, b): return {expression}\n", tmp_path) as learner:
        answer = learner.call("f", np.ones((2, 3)), np.ones((3, 4)), count=True, counted_arguments=True)
        assert answer[0] == "value", answer
        assert answer[2]["work"] == work


def test_after_a_counted_call_numpy_makes_ordinary_arrays(tmp_path: Path) -> None:
    source = (
        "import numpy as np\ndef f(a): return np.array(a)\ndef g(a): return np.array.__module__ + type(a).__name__\n"
    )
    with loaded(source, tmp_path) as learner:
        learner.notes("f", np.ones(2), count=True, counted_arguments=True)
        assert learner.value("g", np.ones(2)) == "numpyndarray"
