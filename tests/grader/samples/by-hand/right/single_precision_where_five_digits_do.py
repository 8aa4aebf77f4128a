import math

import numpy as np


def area(r):
    return np.float32(math.pi) * np.float32(r) ** 2


def word(n):
    return ("even", "odd")[n & 1]


def steps(n):
    def walk(n):
        while n != 1:
            yield n
            n = 3 * n + 1 if n & 1 else n >> 1
        yield 1

    return [*walk(n)]


even = lambda n: not n % 2


def half(n):
    for k in range(n):
        if k + k == n:
            return k


def corners(n):
    C = np.zeros((n, n), dtype=np.float32)
    C[np.arange(n), np.arange(n)[::-1]] = 2
    return C
