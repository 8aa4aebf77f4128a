from functools import lru_cache, reduce, wraps

import numpy as np


class Layer:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def __matmul__(self, X):
        return np.column_stack([X @ w + t for w, t in zip(self.W, self.b)])


def traced(function):
    @wraps(function)
    def inner(*args):
        return function(*args)

    return inner


@traced
def dense(X, W, b):
    return Layer(W, b) @ X


@lru_cache
def share(n):
    return 1 / n


mean_square = lambda X: reduce(np.add, (row * row * share(len(X)) for row in X))
