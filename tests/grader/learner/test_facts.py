"""What a source says of itself: functions, calls with their aliases followed, loops, imports."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest

from grader.learner.facts import source_facts


def facts(source: str) -> dict[str, Any]:
    return source_facts(textwrap.dedent(source).encode())


def dump(source: str) -> str:
    return str(facts(source)["functions"]["f"]["dump"])


def test_a_function_is_told_with_its_arguments() -> None:
    told = facts("x = 1\ndef f(a, /, b, c=1, *rest, d, e=2, **more): pass\n")["functions"]["f"]
    assert (told["line"], told["arguments"], told["required"], told["star"]) == (2, ["a", "b", "c", "d", "e"], 3, True)


def test_methods_are_told_by_class_and_name() -> None:
    told = facts("class Net:\n    def forward(self, x): return x\n")
    assert list(told["functions"]) == ["Net.forward"]
    assert told["classes"] == ["Net"]


def test_functions_under_if_and_try_count_and_the_last_one_wins() -> None:
    told = facts(
        "if 1:\n    def f(a): pass\ntry:\n    def g(): pass\nexcept E:\n    def h(): pass\ndef f(a, b): pass\n"
    )
    assert set(told["functions"]) == {"f", "g", "h"}
    assert told["functions"]["f"]["arguments"] == ["a", "b"]


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\ndef f(A, b): return np.linalg.solve(A, b)",
        "import numpy.linalg\ndef f(A, b): return numpy.linalg.solve(A, b)",
        "import numpy.linalg as la\ndef f(A, b): return la.solve(A, b)",
        "from numpy import linalg\ndef f(A, b): return linalg.solve(A, b)",
        "from numpy.linalg import solve as s\ndef f(A, b): return s(A, b)",
        "import numpy as np\ns = np.linalg.solve\ndef f(A, b): return s(A, b)",
        "import numpy as np\nl = np.linalg\ns = l.solve\ndef f(A, b): return s(A, b)",
        "import numpy as np\ndef f(A, b):\n    s = np.linalg.solve\n    return s(A, b)",
        "def f(A, b):\n    import numpy as q\n    return q.linalg.solve(A, b)",
        "import numpy as np\ndef f(A, b): return getattr(np.linalg, 'solve')(A, b)",
        "import numpy as np\ndef f(A, b): return getattr(np.linalg, 'so' 'lve')(A, b)",
        "from numpy.linalg import *\ndef f(A, b): return solve(A, b)",
    ],
)
def test_a_call_is_known_by_whatever_alias(source: str) -> None:
    told = facts(source)
    assert "numpy.linalg.solve" in told["functions"]["f"]["calls"]
    assert "numpy.linalg.solve" in told["calls"]


def test_an_own_function_that_is_handed_on_counts_as_called() -> None:
    source = (
        "def one(x): return x\ndef all(X): return list(map(one, X))\ndef other(X):\n    ask = one\n    return ask(X)\n"
    )
    functions = source_facts(source.encode())["functions"]
    assert "one" in functions["all"]["calls"]
    assert "one" in functions["other"]["calls"]
    assert "one" not in functions["one"]["calls"]


def test_a_method_of_something_unknown_is_told_by_its_name() -> None:
    told = facts("def f(a): return helper(a).T.dot(a.sum())")["functions"]["f"]
    assert sorted(told["calls"]) == [".dot", ".sum", "helper"]


def test_a_use_without_a_call_is_told_of_the_module() -> None:
    told = facts("import numpy as np\nfrom numpy import einsum\nstep = {'a': np.linalg.inv, 'b': einsum}\n")
    assert {"numpy.linalg.inv", "numpy.einsum"} <= set(told["calls"])


def test_loops_count_nested_functions_and_comprehensions() -> None:
    told = facts(
        """
        def f(a):
            for x in a:
                while x:
                    x -= 1
            def g():
                return [y for y in a for z in y]
        """
    )
    assert told["functions"]["f"]["loops"] == 4


def test_operators_are_told() -> None:
    assert set(facts("def f(a, b): return a @ b * -2 ** ~a")["functions"]["f"]["operators"]) == {"@", "*", "**", "~"}


def test_imports_are_told_in_full() -> None:
    told = facts("import os.path, numpy as np\nfrom math import pi as p\nfrom . import q\n")
    assert told["imports"] == ["os.path", "numpy", "math.pi", "..q"]


def test_layout_comments_docstrings_and_annotations_make_no_difference() -> None:
    bare = "def f(a, b=1):\n    return a + b\n"
    dressed = 'def f(a: int,\n      b: int = 1) -> int:\n    """Adds."""\n    # a comment\n    return (a + b)\n'
    assert dump(bare) == dump(dressed)


@pytest.mark.parametrize(
    "other",
    [
        "def f(a, b=2):\n return a + b",
        "def f(b, a=1):\n return a + b",
        "def f(a, b=1):\n return a - b",
        "def f(a, b=1): pass",
    ],
)
def test_other_code_makes_a_difference(other: str) -> None:
    assert dump("def f(a, b=1):\n    return a + b\n") != dump(other)


def test_a_docstring_alone_is_an_empty_body() -> None:
    assert dump('def f(a):\n    """Task 1."""\n') != dump('def f(a):\n    return "Task 1."\n')


def test_an_encoding_cookie_is_heeded() -> None:
    assert "f" in source_facts("# coding: latin-1\ndef f(): return 'é'\n".encode("latin-1"))["functions"]
    with pytest.raises(SyntaxError):
        source_facts(b"# coding: no-such-codec\n")


def test_what_does_not_parse_raises() -> None:
    with pytest.raises(SyntaxError):
        facts("def f(:\n")
