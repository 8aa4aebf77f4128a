"""The call server answers calls, batches, reloads and sessions, and hands callbacks back to the examiner."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from grader.sandbox.frames import Callback, GeneratorSeed
from tests.grader.learner.uncaged_learner import loaded, served


def test_facts_come_before_any_of_the_code_runs(tmp_path: Path) -> None:
    with served("while True: pass\ndef f(): pass\n", tmp_path) as learner:
        kind, facts = learner.receive()
        assert kind == "parsed"
        assert "f" in facts["functions"]


def test_a_call_is_answered_with_its_value(tmp_path: Path) -> None:
    with loaded("def f(a, b): return a @ b, [a.sum(), None], {'n': len(b)}\n", tmp_path) as learner:
        product, listed, named = learner.value("f", np.eye(2), np.array([1.0, 2.0]))
        assert product.tolist() == [1.0, 2.0]
        assert (listed, named) == ([2.0, None], {"n": 2})


def test_a_function_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with loaded("g = 3\n", tmp_path) as learner:
        assert learner.call("f") == ("missing", "f")
        assert learner.call("g") == ("missing", "g")


def test_arguments_that_the_call_changed_are_told(tmp_path: Path) -> None:
    source = "def f(a, b, c, d):\n    b += 1; c['w'][0] = 5; d.append(1)\ndef g(a): a.shape = (4,)\n"
    with loaded(source, tmp_path) as learner:
        args = (np.zeros(2), np.zeros(2), {"w": np.zeros(2)}, [])
        assert learner.notes("f", *args)["mutated"] == [1, 2, 3]
        assert learner.notes("f", *args, guard=False)["mutated"] == []
        assert learner.notes("g", np.zeros((2, 2)))["mutated"] == [0]


def test_a_generator_is_made_from_its_seed_and_may_be_used(tmp_path: Path) -> None:
    with loaded("def f(rng): return rng.normal(size=3)\n", tmp_path) as learner:
        expected = np.random.default_rng(7).normal(size=3)
        assert np.array_equal(learner.value("f", GeneratorSeed(7)), expected)
        assert learner.notes("f", GeneratorSeed(7))["mutated"] == []


def test_a_callback_is_answered_by_the_examiner_during_the_call(tmp_path: Path) -> None:
    with loaded("def f(grad, x): return [grad(x), grad(x + 1)]\n", tmp_path) as learner:
        learner.send("call", "f", (Callback("grad"), 1.0), {})
        assert learner.receive() == ("callback", "grad", (1.0,))
        learner.reply("answer", np.ones(2))
        assert learner.receive() == ("callback", "grad", (2.0,))
        learner.reply("answer", "second")
        kind, value, _notes = learner.receive()
        assert kind == "value"
        assert (value[0].tolist(), value[1]) == ([1.0, 1.0], "second")


def test_a_callback_called_with_what_cannot_be_sent_is_an_error_at_that_line(tmp_path: Path) -> None:
    with loaded("def f(grad):\n    grad({1})\n", tmp_path) as learner:
        kind, name, message, line, *_ = learner.call("f", Callback("grad"))
        assert (kind, name, line) == ("error", "TypeError", 2)
        assert message == "`grad` was called with a set at [2][0], which it does not take" or "a set" in message


def test_a_batch_is_answered_in_one_frame(tmp_path: Path) -> None:
    with loaded("def f(x): return 2 * x\n", tmp_path) as learner:
        kind, answers = learner.ask("calls", [("f", (1.0,), {}), ("f", (2.0,), {})])
        assert kind == "answers"
        assert [answer[:2] for answer in answers] == [("value", 2.0), ("value", 4.0)]


@pytest.mark.parametrize(("bad", "kind"), [("f('x')", "error"), ("g()", "missing"), ("h()", "unsendable")])
def test_a_batch_stops_at_the_first_answer_that_is_no_value(tmp_path: Path, bad: str, kind: str) -> None:
    source = "def f(x): return 2 / x\ndef h(): return {1}\n"
    calls = {"f('x')": ("f", ("x",), {}), "g()": ("g", (), {}), "h()": ("h", (), {})}
    with loaded(source, tmp_path) as learner:
        _, answers = learner.ask("calls", [("f", (1.0,), {}), calls[bad], ("f", (2.0,), {})])
        assert [answer[0] for answer in answers] == ["value", kind]


def test_a_batch_of_more_than_a_frame_is_unsendable_at_the_answer_that_is_too_much(tmp_path: Path) -> None:
    with loaded("import numpy as np\ndef f(): return np.zeros(3 << 20)\n", tmp_path) as learner:
        _, answers = learner.ask("calls", [("f", (), {})] * 3)
        assert [answer[0] for answer in answers] == ["value", "unsendable"]


def test_a_reload_forgets_what_the_module_held(tmp_path: Path) -> None:
    with loaded("n = 0\ndef f():\n    global n; n += 1; return n\n", tmp_path) as learner:
        assert [learner.value("f"), learner.value("f")] == [1, 2]
        assert learner.ask("reload") == ("loaded",)
        assert learner.value("f") == 1


def test_a_reload_that_fails_is_an_error_answer(tmp_path: Path) -> None:
    source = "import builtins\nif hasattr(builtins, 'seen'): raise ValueError('twice')\nbuiltins.seen = 1\n"
    with loaded(source, tmp_path) as learner:
        assert learner.ask("reload")[:3] == ("error", "ValueError", "twice")


def test_a_call_can_ask_for_a_fresh_module(tmp_path: Path) -> None:
    with loaded("n = 0\ndef f():\n    global n; n += 1; return n\n", tmp_path) as learner:
        assert learner.value("f") == 1
        assert learner.ask("afresh", ("call", "f", (), {}))[:2] == ("value", 1)
        assert learner.value("f") == 2


def test_where_the_fresh_module_does_not_load_nothing_is_called(tmp_path: Path) -> None:
    source = "import builtins\nif hasattr(builtins, 'seen'): raise ValueError('twice')\nbuiltins.seen = 1\n"
    with loaded(source, tmp_path) as learner:
        kind, error = learner.ask("afresh", ("call", "f", (), {}))
        assert (kind, error[:3]) == ("stale", ("error", "ValueError", "twice"))


def test_a_session_drives_classes_and_returns_typed_data(tmp_path: Path) -> None:
    source = "class Net:\n    def __init__(self, w): self.w = w\n    def forward(self, x): return self.w @ x\n"
    with loaded(source, tmp_path) as learner:
        driver = "net = Net(w)\nresult = [net.forward(x), net.forward(2 * x)]\n"
        kind, value, _ = learner.ask("session", driver, {"w": np.eye(2), "x": np.ones(2)}, {})
        assert kind == "value"
        assert [part.tolist() for part in value] == [[1.0, 1.0], [2.0, 2.0]]
        assert learner.call("net") == ("missing", "net")


@pytest.mark.parametrize(
    ("expression", "named", "where"),
    [
        ("{1, 2}", "a set", ""),
        ("[1, (2, {'a': {3}})]", "a set", '[1][1]["a"]'),
        ("(x for x in 'ab')", "a generator", ""),
        ("np.matrix('1 2')", "a subclass of ndarray (matrix)", ""),
        ("np.array([object()])", "an array of object", ""),
        ("loop", "a list nested deeper than 6 levels", "[0][0][0][0][0][0]"),
        ("Duck()", "a Duck", ""),
    ],
)
def test_what_cannot_be_sent_is_named(tmp_path: Path, expression: str, named: str, where: str) -> None:
    source = (
        "import numpy as np\nloop = []; loop.append(loop)\n"
        "class Duck:\n    __class__ = np.ndarray; dtype = np.dtype(float); shape = (2,)\n"
        f"def f(): return {expression}\n"
    )
    with loaded(source, tmp_path) as learner:
        assert learner.call("f") == ("unsendable", named, where)


def test_numpy_warns_of_nothing_unless_strict(tmp_path: Path) -> None:
    source = "import numpy as np\ndef f(x): return np.exp(x) + np.log(x * 0) + np.mean([])\n"
    with loaded(source, tmp_path) as learner:
        assert np.isnan(learner.value("f", np.array([1000.0])))
        assert learner.printed() == ""
        kind, name, message, line, *_ = learner.call("f", np.array([1000.0]), strict=True)
        assert (kind, name, line) == ("error", "FloatingPointError", 2)
        assert "overflow" in message


def test_what_is_printed_is_out_before_the_answer_and_noted(tmp_path: Path) -> None:
    with loaded(
        "import sys\ndef f(): print('out')\ndef g(): print('err', file=sys.stderr)\ndef h(): pass\n", tmp_path
    ) as learner:
        assert learner.notes("f")["printed"]
        assert learner.printed() == "out\n"
        assert learner.notes("g")["printed"]
        assert not learner.notes("h")["printed"]
        assert learner.printed() == "out\nerr\n"


def test_a_closed_stdout_harms_nothing(tmp_path: Path) -> None:
    with loaded("import sys\nsys.stdout.close()\ndef f(): return 1\n", tmp_path) as learner:
        assert learner.value("f") == 1


def test_the_module_is_no_main_and_can_be_imported_by_its_name(tmp_path: Path) -> None:
    source = "def f():\n    import solution\n    return [__name__, __file__, solution.f is f]\n"
    with loaded(source, tmp_path) as learner:
        assert learner.value("f") == ["solution", "solution.py", True]
