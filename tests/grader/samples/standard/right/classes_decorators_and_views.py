import functools

import numpy as np


def on_a_copy(function):
    @functools.wraps(function)
    def inner(X, *rest):
        return function(np.array(X, dtype=float), *rest)

    return inner


@on_a_copy
def center(X, mu):
    for row in X:
        row -= mu
    return X


@on_a_copy
def mean_loss(X):
    np.square(X, out=X)
    return np.mean(np.einsum("nd->n", X))
