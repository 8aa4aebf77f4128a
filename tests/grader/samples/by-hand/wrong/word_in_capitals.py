# fails: word
# says: Expected 'even'; yours is 'EVEN'. 4 is 2 · 2.
import numpy as np


def area(r):
    return 3.14159 * r * r


def steps(n):
    return [n] if n == 1 else [n, *steps(n // 2 if n % 2 == 0 else 3 * n + 1)]


def even(n):
    return n % 2 == 0


def half(n):
    return n / 2 if n % 2 == 0 else None


def corners(n):
    return np.eye(n)[::-1] * 2


def word(n):
    return "EVEN"
