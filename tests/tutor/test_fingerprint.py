"""When is it still the same code?"""

from __future__ import annotations

import pytest

from tutor.fingerprint import fingerprint

CODE = 'def f(x):\n    """Double it."""\n    return 2 * x\n'


@pytest.mark.parametrize(
    "same",
    [
        CODE + "\n\n",
        CODE.replace("2 * x", "2  *  x"),
        CODE.replace("2 * x", "(2 * x)  # twice"),
        CODE.replace("Double it.", "Twice as much."),
        CODE.replace("\n", "\r\n"),
        "# begin\n" + CODE,
    ],
)
def test_layout_and_remarks_do_not_count(same: str) -> None:
    assert fingerprint(same) == fingerprint(CODE)


@pytest.mark.parametrize(
    "other", [CODE.replace("2", "3"), CODE.replace("x", "z"), CODE.replace("2 * x", "x * 2"), "", "x = 'Double it.'"]
)
def test_another_meaning_is_another_code(other: str) -> None:
    assert fingerprint(other) != fingerprint(CODE)


def test_code_that_does_not_parse_is_compared_without_its_white_space() -> None:
    assert fingerprint("def f(:\n  x") == fingerprint("def f(:\n\n    x\n")
    assert fingerprint("def f(:") != fingerprint("def g(:")


@pytest.mark.parametrize(
    "hostile", ["(" * 60_000, "-" * 60_000 + "1", "a" + ".b" * 30_000, "9" * 60_000, "\x00", "x = '\ud800'"]
)
def test_hostile_code_is_only_another_code(hostile: str) -> None:
    assert fingerprint(hostile) != fingerprint("")
