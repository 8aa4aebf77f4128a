# fails: steps
# says: Expected [3, 10, 5, 16, 8, 4, 2, 1]; yours is [3, 10, 5, 16, 8, 4, 2]. Odd: 3n + 1.
import numpy as np


def area(r):
    return 3.14159 * r * r


def word(n):
    return "even" if n % 2 == 0 else "odd"


def even(n):
    return n % 2 == 0


def half(n):
    return n / 2 if n % 2 == 0 else None


def corners(n):
    return np.eye(n)[::-1] * 2


def steps(n):
    found = []
    while n > 1:
        found.append(n)
        n = n // 2 if n % 2 == 0 else 3 * n + 1
    return found
