# fails: area
# says: Expected 12.57; yours is 4. The area is π r².
import numpy as np


def word(n):
    return "even" if n % 2 == 0 else "odd"


def steps(n):
    return [n] if n == 1 else [n, *steps(n // 2 if n % 2 == 0 else 3 * n + 1)]


def even(n):
    return n % 2 == 0


def half(n):
    return n / 2 if n % 2 == 0 else None


def corners(n):
    return np.eye(n)[::-1] * 2


def area(r):
    return r * r
