"""What stands beside the submission: earlier work, pictures and curves, and functions that an exercise forbids."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from grader.learner.own_modules import Earlier, builtins_with
from tests.grader.learner.uncaged_learner import earlier, loaded, served


def test_earlier_functions_come_from_mine_and_may_build_on_each_other(tmp_path: Path) -> None:
    mine = [
        earlier("net", "from mine import dense\ndef net(X): return dense(dense(X))\n", "net"),
        earlier("dense", "import numpy as np\ndef dense(X): return X + 1\n", "dense"),
    ]
    source = "from mine import net\nimport mine\ndef f(X): return [net(X), mine.dense(X)]\n"
    with loaded(source, tmp_path, mine=mine) as learner:
        assert [part.tolist() for part in learner.value("f", np.zeros(1))] == [[2.0], [1.0]]


def test_a_star_brings_what_comes_along_and_no_helper(tmp_path: Path) -> None:
    mine = [earlier("dense", "def helper(): return 1\ndef dense(X): return helper()\n", "dense")]
    source = "from mine import *\ndef f(): return [dense(0), 'helper' in globals()]\n"
    with loaded(source, tmp_path, mine=mine) as learner:
        assert learner.value("f") == [1, False]


def test_of_one_exercise_one_function_may_be_own_and_another_the_references(tmp_path: Path) -> None:
    mine = [
        earlier("softmax", "def softmax(): return 'own'\ndef log_softmax(): return 'own'\n", "softmax"),
        earlier("softmax", "def softmax(): return 'ref'\ndef log_softmax(): return 'ref'\n", "log_softmax", own=False),
    ]
    source = "from mine import softmax, log_softmax\ndef f(): return [softmax(), log_softmax()]\n"
    with loaded(source, tmp_path, mine=mine) as learner:
        assert learner.value("f") == ["own", "ref"]


def test_earlier_work_is_executed_afresh_with_each_reload(tmp_path: Path) -> None:
    mine = [earlier("counter", "n = [0]\ndef up():\n    n[0] += 1\n    return n[0]\n", "up")]
    with loaded("from mine import up\ndef f(): return up()\n", tmp_path, mine=mine) as learner:
        assert [learner.value("f"), learner.value("f")] == [1, 2]
        learner.ask("reload")
        assert learner.value("f") == 1


def test_broken_earlier_work_harms_only_who_imports_it_and_is_named_by_its_file(tmp_path: Path) -> None:
    mine = [earlier("dense", "x = 1\ny = 1 / 0\n", "dense"), earlier("one", "def one(): return 1\n", "one")]
    with loaded("from mine import one\ndef f(): return one()\n", tmp_path, mine=mine) as learner:
        assert learner.value("f") == 1
    with served("\nfrom mine import dense\n", tmp_path, mine=mine) as learner:
        learner.receive()
        answer = learner.receive()
        assert answer[:2] == ("error", "ZeroDivisionError")
        assert answer[3] == 2, "the line is one of the submission"
        assert 'File "mine/dense.py", line 2' in answer[5]


def test_nothing_earlier_is_an_empty_module(tmp_path: Path) -> None:
    with served("from mine import dense\n", tmp_path) as learner:
        learner.receive()
        assert learner.receive()[1:3] == (
            "ImportError",
            "`dense` does not come along to this exercise. Nothing does.",
        )


def test_a_function_that_is_missing_names_the_exercise_that_gives_it(tmp_path: Path) -> None:
    with served("from mine import dense\n", tmp_path, missing={"dense": "dense-layer"}) as learner:
        learner.receive()
        answer = learner.receive()
        assert answer[1] == "ImportError"
        assert "`dense` comes from the exercise `dense-layer`, which you have not passed yet" in answer[2]


def test_a_solution_without_the_function_says_so(tmp_path: Path) -> None:
    mine = [earlier("dense", "def layer(X): return X\n", "dense")]
    with served("from mine import dense\n", tmp_path, mine=mine) as learner:
        learner.receive()
        assert "has no function `dense`" in learner.receive()[2]


def test_two_worlds_of_earlier_work_live_side_by_side_in_one_process() -> None:
    """As in the examiner, where the reference and its variants each have their own."""
    before = sys.modules.get("mine")
    one, two = (Earlier("e", f"def f(): return {number}\n", ("f",), own=False) for number in (1, 2))
    results = []
    for each in (one, two):
        namespace: dict[str, object] = {"__builtins__": builtins_with([each])}
        exec("from mine import f\nimport math\nvalue = f() + math.floor(0.5)", namespace)  # noqa: S102 - ours
        results.append(namespace["value"])
    assert results == [1, 2]
    assert sys.modules.get("mine") is before


def test_pictures_and_curves_go_out_before_the_answer(tmp_path: Path) -> None:
    source = (
        "from ascent import show, track\nimport numpy as np\n"
        "def f():\n    show(np.eye(2), as_='heat', title='W')\n    track(1, loss=0.5, accuracy=np.float32(1))\n"
    )
    with loaded(source, tmp_path) as learner:
        assert set(learner.notes("f")) == {"mutated", "printed"}
        pictures = [picture for shown in learner.shown for picture in shown.get("pictures", ())]
        assert [(picture["kind"], picture["title"]) for picture in pictures] == [("heat", "W")]
        assert pictures[0]["data"].tolist() == [[1.0, 0.0], [0.0, 1.0]]
        points = [point for shown in learner.shown for point in shown.get("tracked", ())]
        assert points == [{"step": 1, "loss": 0.5, "accuracy": 1.0}]


def test_what_is_shown_comes_in_the_middle_of_a_long_call_at_most_ten_times_a_second(tmp_path: Path) -> None:
    source = (
        "import time\nfrom ascent import track\n"
        "def f():\n    until = time.monotonic() + 0.35\n    i = 0\n"
        "    while time.monotonic() < until:\n        track(i, loss=1.0)\n        i += 1\n        time.sleep(0.001)\n"
        "    return i\n"
    )
    with loaded(source, tmp_path) as learner:
        steps = learner.value("f")
        assert sum(len(shown["tracked"]) for shown in learner.shown) == steps
        assert 2 <= len(learner.shown) <= 5


def test_the_top_of_a_source_shows_once_and_not_again_at_each_reload(tmp_path: Path) -> None:
    with served("from ascent import show\nshow([1, 2])\ndef f(): return 1\n", tmp_path) as learner:
        assert learner.receive()[0] == "parsed"
        assert learner.receive() == ("loaded",)
        assert len(learner.shown) == 1
        assert learner.ask("afresh", ("call", "f", (), {}))[0] == "value"
        assert len(learner.shown) == 1


def test_pictures_and_curves_are_bounded(tmp_path: Path) -> None:
    source = (
        "from ascent import show, track\nimport numpy as np\n"
        "def f():\n    for i in range(50): show([i])\n    for i in range(5000): track(i, loss=1.0)\n"
        "def big(): show(np.zeros((100, 100)))\ndef odd(): show([1], as_='film')\n"
        "def flat(): show([1, 2, 3], as_='points')\n"
        "def many(): track(0, **{str(i): 1 for i in range(9)})\n"
    )
    with loaded(source, tmp_path) as learner:
        learner.value("f")
        assert sum(len(shown.get("pictures", ())) for shown in learner.shown) == 12
        assert sum(len(shown.get("tracked", ())) for shown in learner.shown) == 2000
        for name in ("big", "odd", "flat", "many"):
            assert learner.call(name)[:2] == ("error", "ValueError")


@pytest.mark.parametrize(
    "expression",
    [
        "np.linalg.solve(A, b)",
        "np.linalg._linalg.solve(A, b)",
        "np.linalg._umath_linalg.solve(A, b)",
        "getattr(np.linalg, 'so' + 'lve')(A, b)",
        "solve(A, b)",
    ],
)
def test_a_forbidden_function_says_so_by_whatever_way(tmp_path: Path, expression: str) -> None:
    source = f"import numpy as np\nfrom numpy.linalg import solve\ndef f(A, b):\n    return {expression}\n"
    with loaded(source, tmp_path, banned=["numpy.linalg.solve"]) as learner:
        answer = learner.call("f", np.eye(2), np.ones(2))
        assert answer[:4] == ("error", "PermissionError", "`np.linalg.solve` may not be used in this exercise.", 4)


def test_what_is_not_forbidden_works_on(tmp_path: Path) -> None:
    source = "import numpy as np\ndef f(A): return float(np.linalg.norm(A)) + float(np.linalg.det(A))\n"
    with loaded(
        source, tmp_path, banned=["numpy.linalg.solve", "numpy.einsum", "numpy.nothing", "no.module"]
    ) as learner:
        assert learner.value("f", np.eye(2)) == pytest.approx(2**0.5 + 1)


def test_a_whole_module_can_be_forbidden(tmp_path: Path) -> None:
    source = "import numpy as np\ndef f(A): return np.linalg.norm(A)\ndef g(A): return np.fft.fft(A)\n"
    with loaded(source, tmp_path, banned=["numpy.linalg"]) as learner:
        assert learner.call("f", np.eye(2))[1] == "PermissionError"
        assert learner.call("g", np.ones(2))[0] == "value"
