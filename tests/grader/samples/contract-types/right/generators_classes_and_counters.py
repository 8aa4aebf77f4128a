from collections import Counter
from dataclasses import asdict, dataclass

import numpy as np


def count(labels, k):
    tally = Counter(labels.tolist())
    return np.fromiter((tally[c] for c in range(k)), dtype=int)


@dataclass
class Summary:
    mean: np.ndarray
    best: int
    name: str
    positive: bool


def summary(X):
    best = max(range(len(X)), key=lambda row: sum(X[row]))
    return asdict(Summary(np.array([sum(column) / len(X) for column in zip(*X)]), best, "table", all(x > 0 for x in X.flat)))


def rows(X):
    return [row[::-1][::-1] for row in X]


def halves(n):
    return divmod(n, 2)[0], n * 0.5


def root(x):
    return None if x < 0 else float(x) ** (1 / 2)


def flat(X):
    def walk(rows):
        return [] if len(rows) == 0 else [*rows[0], *walk(rows[1:])]

    return np.array(walk(X))


def doubled(params):
    grads = {key: value.copy() for key, value in params.items()}
    for value in grads.values():
        value *= 2
    return grads


def roots(a):
    return np.emath.sqrt(a) * np.array([1.0 + 0j, -1.0])
