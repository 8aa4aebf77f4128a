"""Whom a change reaches: only those who may look its name up, and everybody where nobody can tell."""

from __future__ import annotations

import pytest

from grader.diagnosis.reaching import looked_up_by, names_in, reached
from grader.diagnosis.variants import Variants
from grader.exam.paper import PaperMistake

REFERENCE = """
import numpy as np

SCALE = 2.0


def low(x):
    return np.exp(x) * SCALE


def middle(x):
    return [low(each) for each in x]


def apart(x):
    return -x


def by_text(x):
    return globals()["low"](x)


def bound(x, function=low):
    return function(x)


class Counter:
    def add(self, x):
        return low(x)
"""
CHANGED_LOW = "import numpy as np\n\n\ndef low(x):\n    return np.exp(x)\n"


def variants(source: str = CHANGED_LOW, names: tuple[str, ...] = ("low",)) -> Variants:
    return Variants(REFERENCE, [PaperMistake("check", "name", source, names)])


@pytest.mark.parametrize(
    ("function", "is_felt"),
    [("low", True), ("middle", True), ("apart", False), ("by_text", True), ("bound", True), ("Counter", True)],
)
def test_who_feels_a_change(function: str, is_felt: bool) -> None:
    known = variants()
    mistake = known.every()[0]
    assert known.felt_by(function, (mistake,)) == ((mistake,) if is_felt else ())


def test_a_changed_function_may_come_to_what_it_did_not_call_before() -> None:
    known = Variants(
        REFERENCE,
        [
            PaperMistake("check", "one", "def apart(x):\n    return low(x)\n", ("apart",)),
            PaperMistake("check", "other", CHANGED_LOW, ("low",)),
        ],
    )
    one, other = known.every()
    assert known.felt_by("apart", (other,)) == ()
    assert known.felt_by("apart", (one, other)) == (one, other)


def test_a_constant_and_an_import_under_another_name_are_changes_too() -> None:
    for source in ("SCALE = 3.0\n", "import math as np\n"):
        known = variants(source, ("SCALE",))
        assert known.felt_by("middle", tuple(known.every()))
        assert not known.felt_by("apart", tuple(known.every()))


def test_the_same_import_again_changes_nothing() -> None:
    known = variants("import numpy as np\n\n\ndef apart(x):\n    return np.abs(x)\n", ("apart",))
    assert known.felt_by("low", tuple(known.every())) == ()


def test_names_inside_of_what_is_defined_inside_are_found() -> None:
    code = compile("def f(x):\n    def g():\n        return deep(x)\n    return g\n", "reference.py", "exec")
    assert "deep" in names_in(code)


def test_an_unknown_object_may_reach_anything() -> None:
    assert looked_up_by(object(), {}) is None
    assert reached(frozenset({"f"}), {"f": None}) is None
    assert reached(frozenset({"f"}), {"f": frozenset({"g"})}) == {"f", "g"}
