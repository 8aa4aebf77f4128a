"""Numbers as they stand in a learner's sentences: 0.25, 32, 1e-6, 1.235e5; never 1e-06."""

from __future__ import annotations

import numpy as np

SMALLEST_PLAIN, LARGEST_PLAIN = 1e-3, 1e5
MOST_DIGITS = 17


def number_in_words(value: float, digits: int = 4) -> str:
    """`value` to `digits` significant digits, with a power of ten where it is very small or large."""
    value = float(value) + 0.0  # no minus before a zero
    if not np.isfinite(value):
        return str(value)
    rounded = float(f"{value:.{digits - 1}e}")
    if rounded == 0 or SMALLEST_PLAIN <= abs(rounded) < LARGEST_PLAIN:
        return np.format_float_positional(rounded, trim="-")
    mantissa, exponent = f"{rounded:.{digits - 1}e}".split("e")
    return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{int(exponent)}"


def apart_in_words(expected: float, got: float) -> tuple[str, str]:
    """Both numbers, with as many digits as it takes to see that they differ."""
    told = number_in_words(expected), number_in_words(got)
    for digits in range(5, MOST_DIGITS + 1):
        if told[0] != told[1]:
            return told
        told = number_in_words(expected, digits), number_in_words(got, digits)
    return told


def size_in_words(amount: float) -> str:
    """The size of an error: two digits tell enough."""
    return number_in_words(amount, 2) if np.isfinite(amount) else "infinite"
