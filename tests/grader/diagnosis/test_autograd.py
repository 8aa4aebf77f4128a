"""Small classes that pass blame back: overwritten, counted once, or handed on too early."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.grader.diagnosis.kinds import Kind, name_of

JUDGED = '''    start = exam.normal()
    both = exam.session(
        """
        x = Value(start)
        y = x * Value(3.0)
        z = y * Value(2.0)
        w = y + z + (x + x)
        w.backward()
        result = [x.grad, y.grad]
        """,
        start=start,
        returns=["slopes: list[float]"],
    )
    exam.expect(both, equals=[11.0, 3.0], because="All the ways to the end, added up.")
'''
VALUE = Kind(
    "Value.backward",
    "[]",
    '["any"]',
    "",
    """class Value:
    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = data, 0.0, parents
        self.pass_back = lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))

        def pass_back():
            self.grad += out.grad
            other.grad += out.grad

        out.pass_back = pass_back
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))

        def pass_back():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out.pass_back = pass_back
        return out

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for parent in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            node.pass_back()
""",
    JUDGED,
)
BACKWARD = VALUE.reference[VALUE.reference.index("    def backward") :]
RECURSIVE = """    def backward(self, first=True):
        if first:
            self.grad = 1.0
        self.pass_back()
        for parent in self.parents:
            parent.backward(False)
"""
FIRST_COME = """    def backward(self):
        self.grad = 1.0
        waiting, seen = [self], set()
        while waiting:
            node = waiting.pop(0)
            if node not in seen:
                seen.add(node)
                node.pass_back()
                waiting += node.parents
"""
ONCE_EACH = """            self.grad += out.grad
            if other is not self:
                other.grad += out.grad
"""


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("grad += ", "grad = ", "gradient-overwritten"),
        ("            self.grad += out.grad\n            other.grad += out.grad\n", ONCE_EACH, "same-operand-once"),
        (BACKWARD, RECURSIVE, "no-topological-order"),
        (BACKWARD, FIRST_COME, "no-topological-order"),
    ],
)
def test_it_is_named(old: str, new: str, name: str, tmp_path: Path) -> None:
    assert name_of(VALUE.told(old, new, tmp_path)) == name


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # A slope that is wrong at the first use.
        ("self.grad += other.data * out.grad", "self.grad += self.data * out.grad"),
        ("self.grad += out.grad", "self.grad += 2 * out.grad"),
        # The end begins with the wrong blame.
        ("self.grad = 1.0", "self.grad = 2.0"),
        # Right as long as nothing is longer than three operations.
        ("for node in reversed(order):", "for node in list(reversed(order))[:4]:"),
    ],
)
def test_what_fits_none_gets_no_name(old: str, new: str, tmp_path: Path) -> None:
    assert name_of(VALUE.told(old, new, tmp_path)) == ""
