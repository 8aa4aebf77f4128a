"""Numbers in sentences read the same everywhere."""

from __future__ import annotations

import numpy as np
import pytest

from grader.exam.comparing import short
from grader.exam.numerals import apart_in_words, number_in_words, size_in_words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1e-6, "1e-6"),
        (-1.25e-7, "-1.25e-7"),
        (0.00123456, "0.001235"),
        (0.25, "0.25"),
        (-32.0, "-32"),
        (12345.6, "12350"),
        (99999.9, "1e5"),
        (1.5e12, "1.5e12"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
    ],
)
def test_a_number_has_four_digits_and_a_short_power_of_ten(value: float, words: str) -> None:
    assert number_in_words(value) == words


@pytest.mark.parametrize(
    ("expected", "got", "words"),
    [
        (6.0, 12.0, ("6", "12")),
        (6.0, 6.00001, ("6", "6.00001")),
        (3.0250151, 3.0250149, ("3.02502", "3.02501")),
        (1.0, 1.0 + 2**-52, ("1", "1.0000000000000002")),
        (0.0, float("nan"), ("0", "nan")),
    ],
)
def test_two_numbers_have_as_many_digits_as_tell_them_apart(
    expected: float, got: float, words: tuple[str, str]
) -> None:
    assert apart_in_words(expected, got) == words


def test_an_error_has_two_digits() -> None:
    assert [size_in_words(size) for size in (0.712, 1.84e-10, 123.4, float("inf"))] == [
        "0.71",
        "1.8e-10",
        "120",
        "infinite",
    ]


def test_a_short_array_is_written_as_its_numbers_are() -> None:
    assert short(np.array([[0.5, 1e-6], [3.0, -2e7]])) == "[[0.5, 1e-6], [3, -2e7]]"
    assert short(np.array([1, 20])) == "[1, 20]"
