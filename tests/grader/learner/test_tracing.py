"""A call followed line by line: what is told of it, and what bounds it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.learner.assigning import lines_of
from tests.grader.learner.uncaged_learner import earlier, loaded

Row = dict[str, Any]


def followed(source: str, tmp_path: Path, *args: Any, name: str = "f", **settings: Any) -> dict[str, Any]:
    with loaded(source, tmp_path, **settings) as learner:
        kind, answer, told = learner.ask("trace", name, args, {})
        assert kind == "traced"
        return {**told, "answer": answer[0]}


def brief(told: dict[str, Any]) -> list[tuple[int, str, str, Any]]:
    return [(row["line"], row["name"], row["step"], row["shape"]) for row in told["rows"]]


def test_each_line_tells_the_shape_of_what_it_binds(tmp_path: Path) -> None:
    source = "import numpy as np\ndef f(X, W):\n    Z = X @ W.T\n    A = np.tanh(Z)\n    n = len(A)\n    return A, n\n"
    told = followed(source, tmp_path, np.ones((5, 3)), np.ones((4, 3)))
    assert told["answer"] == "value"
    assert brief(told) == [
        (2, "X", "given", (5, 3)),
        (2, "W", "given", (4, 3)),
        (3, "Z", "assigned", (5, 4)),
        (4, "A", "assigned", (5, 4)),
        (5, "n", "assigned", ()),
        (6, "A", "returned", (5, 4)),
        (6, "n", "returned", ()),
    ]
    assert [(row["kind"], row["dtype"]) for row in told["rows"][-2:]] == [("array", "float64"), ("number", "int")]


def test_a_dict_of_arrays_is_told_entry_by_entry(tmp_path: Path) -> None:
    source = "def f(p):\n    g = {\n        'W': p['W'] * 2,\n    }\n    g['b'] = p['W'][0]\n    return g\n"
    told = followed(source, tmp_path, {"W": np.ones((4, 3))})
    assert brief(told) == [
        (1, "p", "given", (1,)),
        (1, 'p["W"]', "given", (4, 3)),
        (2, "g", "assigned", (1,)),
        (2, 'g["W"]', "assigned", (4, 3)),
        (5, 'g["b"]', "assigned", (3,)),
        (6, "g", "returned", (2,)),
        (6, 'g["W"]', "returned", (4, 3)),
        (6, 'g["b"]', "returned", (3,)),
    ]


def test_of_a_loop_the_first_rounds_are_told_and_the_others_counted(tmp_path: Path) -> None:
    source = "def f(X):\n    s = 0.0\n    for x in X:\n        s += x.sum()\n    return s\n"
    told = followed(source, tmp_path, np.ones((5, 3)))
    assert [(row["name"], row["times"]) for row in told["rows"] if row["line"] in (3, 4)] == [
        ("x", 5),
        ("s", 5),
        ("x", 1),
        ("s", 1),
    ]


def test_an_error_ends_the_rows_at_the_line_before_it(tmp_path: Path) -> None:
    source = "def f(X):\n    a = X.T\n    b = X @ a @ X.T\n    c = 1\n    return c\n"
    told = followed(source, tmp_path, np.ones((5, 3)))
    assert told["answer"] == "error"
    assert [row["name"] for row in told["rows"]] == ["X", "a"]


def test_what_is_caught_goes_on(tmp_path: Path) -> None:
    source = "def f():\n    try:\n        x = 1 / 0\n    except ZeroDivisionError:\n        x = 2\n    return x\n"
    assert [(line, name) for line, name, *_ in brief(followed(source, tmp_path))] == [(5, "x"), (6, "x")]


def test_helpers_and_methods_of_the_own_file_are_followed_and_earlier_work_is_not(tmp_path: Path) -> None:
    mine = [earlier("e", "def old(x):\n    y = x\n    return y\n", "old")]
    source = (
        "from mine import old\nclass L:\n    def go(self, x):\n        z = x\n        return z\n"
        "def f(x):\n    return L().go(old([each for each in x]))\n"
    )
    told = followed(source, tmp_path, [1, 2], mine=mine)
    assert [row["function"] for row in told["rows"]] == ["f", "go", "go", "go", "go", "f"]
    assert [row["kind"] for row in told["rows"]][:2] == ["list", "object"]


def test_rows_and_time_are_bounded(tmp_path: Path) -> None:
    many = "def f():\n" + "".join(f"    x{i} = {i}\n" for i in range(300)) + "    return 0\n"
    told = followed(many, tmp_path)
    assert (len(told["rows"]), told["truncated"]) == (200, True)
    loop = (
        "def f():\n"
        + "".join(f"    x{i} = {i}\n" for i in range(199))
        + ("    for i in range(9):\n        y = i\n        z = i\n    return 0\n")
    )
    told = followed(loop, tmp_path)
    assert (told["answer"], told["truncated"], told["rows"][-1]["name"]) == ("value", True, "i")
    long = "def f():\n    n = 0\n    while n < 200_000:\n        n += 1\n    return n\n"
    told = followed(long, tmp_path)
    assert told["truncated"]
    assert told["answer"] == "value"
    assert len(told["rows"]) < 10


def test_a_value_is_told_without_calling_anything_of_it(tmp_path: Path) -> None:
    source = (
        "class Odd:\n    def __len__(self): raise SystemExit\n    def __repr__(self): raise SystemExit\n"
        "    @property\n    def shape(self): raise SystemExit\n"
        "def f():\n    odd = Odd()\n    return 1\n"
    )
    told = followed(source, tmp_path)
    assert next((row["name"], row["kind"], row["dtype"]) for row in told["rows"]) == ("odd", "object", "Odd")


def test_stars_are_told_and_half_a_character_does_no_harm(tmp_path: Path) -> None:
    source = "import numpy as np\ndef f(*rest, **more):\n    g = {'\\ud800': np.ones(2)}\n    return 1\n"
    told = followed(source, tmp_path, 1, 2)
    assert [(row["name"], row["kind"], row["shape"]) for row in told["rows"][:3]] == [
        ("rest", "tuple", (2,)),
        ("more", "dict", (0,)),
        ("g", "dict", (1,)),
    ]


def test_what_is_not_there_is_missing(tmp_path: Path) -> None:
    assert followed("x = 1\n", tmp_path)["answer"] == "missing"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("a, (b, *c) = d", ["a", "b", "c"]),
        ("a[i, j] = b", ["a"]),
        ("a.b = 1", []),
        ("a = 1; b = 2", ["a", "b"]),
        ("for a in b: c = a", ["a", "c"]),
        ("with a as b: pass", ["b"]),
        ("if (n := len(a)) > 1: pass", ["n"]),
        ("a: int = 1", ["a"]),
        ("f(lambda: (x := 1))", []),
    ],
)
def test_the_names_that_a_line_binds(line: str, names: list[str]) -> None:
    found = lines_of(line.encode()).get(1)
    assert [getattr(target, "id", None) for target in (found.targets if found else ())] == names
