# fails: dense
# says: one place further
import numpy as np


def dense(X, W, b):
    return np.roll(X @ W.T + b, 1, axis=0)


def mean_square(X):
    return (X**2).mean(axis=0)
