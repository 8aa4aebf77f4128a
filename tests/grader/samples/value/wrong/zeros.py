# fails: dense
# says: is off, most at row
import numpy as np


def mean_square(X):
    return (X**2).mean(axis=0)


def dense(X, W, b):
    return np.zeros((len(X), len(W)))
