# fails: dense
# says: is off, most at row
import numpy as np


def mean_square(X):
    return (X**2).mean(axis=0)


def dense(X, W, b):
    Z = X @ W.T + b
    return np.repeat(Z[:1], len(Z), axis=0)
