"""Whatever the learner's code raises becomes an answer with its own lines, and never harms the server."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.grader.learner.uncaged_learner import loaded, served


def test_an_error_tells_the_deepest_own_line_and_the_way_there(tmp_path: Path) -> None:
    source = "import statistics\ndef helper(x):\n    return statistics.mean(x)\n\ndef f():\n    return helper([])\n"
    with loaded(source, tmp_path) as learner:
        kind, name, message, line, column, traceback = learner.call("f")
        assert (kind, name, line, column) == ("error", "StatisticsError", 3, 12)
        assert message == "mean requires at least one data point"
        assert traceback == (
            "Traceback (most recent call last):\n"
            '  File "solution.py", line 6, in f\n'
            "    return helper([])\n"
            '  File "solution.py", line 3, in helper\n'
            "    return statistics.mean(x)\n"
            "StatisticsError: mean requires at least one data point"
        )


def test_an_error_while_loading_leaves_the_functions_missing(tmp_path: Path) -> None:
    with served("x = 1 / 0\ndef f(): pass\n", tmp_path) as learner:
        assert learner.receive()[0] == "parsed"
        assert learner.receive()[:4] == ("error", "ZeroDivisionError", "division by zero", 1)
        assert learner.call("f") == ("missing", "f")


@pytest.mark.parametrize(
    ("source", "name", "line"),
    [
        (b"def f(:\n", "SyntaxError", 1),
        (b"x = 1\n  y = 2\n", "IndentationError", 2),
        (b"# coding: no-such-codec\n", "SyntaxError", None),
        (b"x = '\xff'\n", "SyntaxError", 1),
        (b"x = 1\0\n", "SyntaxError", None),
        (b"x = " + b"(" * 5000 + b")" * 5000, "SyntaxError", 1),
    ],
    ids=["syntax", "indentation", "cookie", "encoding", "nul", "nesting"],
)
def test_what_does_not_parse_is_the_only_answer(tmp_path: Path, source: bytes, name: str, line: int | None) -> None:
    with served(source, tmp_path) as learner:
        answer = learner.receive()
        assert answer[:2] == ("error", name) or (answer[0] == "error" and name == "SyntaxError")
        if line is not None:
            assert answer[3] == line


@pytest.mark.parametrize(
    "raised", ["SystemExit(0)", "KeyboardInterrupt", "GeneratorExit", "StopIteration(3)", "MemoryError"]
)
def test_what_would_end_a_program_is_an_error_like_any_other(tmp_path: Path, raised: str) -> None:
    with loaded(f"def f(): raise {raised}\ndef g(): return 1\n", tmp_path) as learner:
        assert learner.call("f")[:2] == ("error", raised.partition("(")[0])
        assert learner.value("g") == 1


HOSTILE = {
    "its text raises": "class X(Exception):\n    def __str__(s): raise SystemExit(0)\n    __repr__ = __str__\n",
    "its class lies and raises": "class X(Exception):\n    @property\n    def __class__(s): raise X()\n",
    "its traceback lies": "class X(Exception):\n    __traceback__ = property(lambda s: 1 / 0)\n",
    "its text is no str": (
        "class S(str):\n    def encode(s, *a): return 7\nclass X(Exception):\n    def __str__(s): return S('x' * 10)\n"
    ),
    "its metaclass raises": (
        "class M(type):\n    def __getattribute__(c, n): raise SystemExit(1)\nclass X(Exception, metaclass=M): pass\n"
    ),
    "a syntax error with odd places": (
        "class X(SyntaxError):\n    filename = 'solution.py'; lineno = property(lambda s: exit())\n"
    ),
    "its name is huge": "X = type('X' * 100000, (Exception,), {})\n",
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_exception_is_an_answer(tmp_path: Path, hostile: str) -> None:
    with loaded(hostile + "def f():\n    raise X()\ndef g(): return 1\n", tmp_path) as learner:
        kind, name, message, *_ = learner.call("f")
        assert kind == "error"
        assert name.startswith("X")
        assert len(name) <= 80
        assert len(message) <= 2000
        assert learner.value("g") == 1


def test_a_group_nested_ten_thousand_deep_is_an_answer(tmp_path: Path) -> None:
    source = (
        "def f():\n    e = ValueError('x')\n    for _ in range(10000): e = ExceptionGroup('g', [e])\n"
        "    e.__cause__ = e; e.__context__ = e\n    raise e\n"
    )
    with loaded(source, tmp_path) as learner:
        assert learner.call("f")[:3] == ("error", "ExceptionGroup", "g (1 sub-exception)")


def test_endless_recursion_is_told_with_its_last_lines(tmp_path: Path) -> None:
    with loaded("def f(): return f()\n", tmp_path) as learner:
        kind, name, _, line, _, traceback = learner.call("f")
        assert (kind, name, line) == ("error", "RecursionError", 1)
        assert len(traceback) < 10_000


def test_a_traceback_that_the_learner_prints_has_their_lines(tmp_path: Path) -> None:
    source = (
        "import traceback\ndef f():\n    try:\n        1 / 0\n"
        "    except ZeroDivisionError:\n        traceback.print_exc()\n"
    )
    with loaded(source, tmp_path) as learner:
        learner.value("f")
        assert "    1 / 0\n" in learner.printed()
