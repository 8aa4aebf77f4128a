"""What stands beside the submission: earlier work, pictures and curves, and functions that an exercise forbids."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.grader.learner.uncaged_learner import loaded, served


def test_earlier_functions_come_from_mine_and_may_build_on_each_other(tmp_path: Path) -> None:
    mine = {
        "dense": "import numpy as np\ndef dense(X): return X + 1\n",
        "net": "from mine import dense\ndef net(X): return dense(dense(X))\n",
    }
    with loaded(
        "from mine import net\nimport mine\ndef f(X): return [net(X), mine.dense(X)]\n", tmp_path, mine=mine
    ) as learner:
        assert [part.tolist() for part in learner.value("f", np.zeros(1))] == [[2.0], [1.0]]


def test_earlier_work_is_executed_afresh_with_each_reload(tmp_path: Path) -> None:
    mine = {"counter": "n = [0]\ndef up():\n    n[0] += 1\n    return n[0]\n"}
    with loaded("from mine import up\ndef f(): return up()\n", tmp_path, mine=mine) as learner:
        assert [learner.value("f"), learner.value("f")] == [1, 2]
        learner.ask("reload")
        assert learner.value("f") == 1


def test_broken_earlier_work_harms_only_who_imports_it_and_is_named_by_its_file(tmp_path: Path) -> None:
    mine = {"dense": "x = 1\ny = 1 / 0\n"}
    with loaded("def f(): return 1\n", tmp_path, mine=mine) as learner:
        assert learner.value("f") == 1
    with served("import mine\n", tmp_path, mine=mine) as learner:
        learner.receive()
        answer = learner.receive()
        assert answer[:2] == ("error", "ZeroDivisionError")
        assert 'File "mine/dense.py", line 2' in answer[5]


def test_nothing_earlier_is_an_empty_module(tmp_path: Path) -> None:
    with served("from mine import dense\n", tmp_path) as learner:
        learner.receive()
        assert learner.receive()[1] == "ImportError"


def test_pictures_and_curves_go_with_the_answer(tmp_path: Path) -> None:
    source = (
        "from ascent import show, track\nimport numpy as np\n"
        "def f():\n    show(np.eye(2), as_='heat', title='W')\n    track(1, loss=0.5, accuracy=np.float32(1))\n"
    )
    with loaded(source, tmp_path) as learner:
        notes = learner.notes("f")
        assert notes["pictures"][0]["kind"] == "heat"
        assert notes["pictures"][0]["data"].tolist() == [[1.0, 0.0], [0.0, 1.0]]
        assert notes["tracked"] == [{"step": 1, "loss": 0.5, "accuracy": 1.0}]


def test_pictures_and_curves_are_bounded(tmp_path: Path) -> None:
    source = (
        "from ascent import show, track\nimport numpy as np\n"
        "def f():\n    for i in range(50): show([i])\n    for i in range(5000): track(i, loss=1.0)\n"
        "def big(): show(np.zeros(10_000))\ndef odd(): show([1], as_='film')\n"
        "def many(): track(0, **{str(i): 1 for i in range(9)})\n"
    )
    with loaded(source, tmp_path) as learner:
        notes = learner.notes("f")
        assert (len(notes["pictures"]), len(notes["tracked"])) == (12, 2000)
        assert set(learner.notes("f")) == {"mutated", "printed"}
        for name in ("big", "odd", "many"):
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
