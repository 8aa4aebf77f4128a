# fails: half
# says: Expected 2; yours is None.
import numpy as np


def area(r):
    return 3.14159 * r * r


def word(n):
    return "even" if n % 2 == 0 else "odd"


def steps(n):
    return [n] if n == 1 else [n, *steps(n // 2 if n % 2 == 0 else 3 * n + 1)]


def even(n):
    return n % 2 == 0


def corners(n):
    return np.eye(n)[::-1] * 2


def half(n):
    n / 2
