import numpy as np


def grams(X):
    return np.sum([np.outer(x, x) for x in X], axis=0)


def total(X, y):
    return float(np.sum((X @ np.ones(X.shape[1])) ** 2) - 2 * y @ X.sum(1) + np.vdot(y, y))


def first_best(S):
    return np.array([max(range(len(row)), key=lambda c: (row[c], -c)) for row in S], dtype=np.int8)


def places(n):
    def count(k):
        if k < n:
            yield k
            yield from count(k + 1)

    return [*count(0)]


def label(x):
    return {True: "up", False: "down"}[bool(x > 0)]
