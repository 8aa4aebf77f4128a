import numpy as np


def dense(X, W, b):
    return np.einsum("nd,kd->nk", X, W) + b


def mean_square(X):
    return np.array([sum(x * x for x in column) / len(column) for column in X.T])
