# fails: int-and-float
# says: an array of whole numbers cuts fractions off
import numpy as np


def center(X, mu):
    return X - mu


def mean_loss(X):
    half = np.empty_like(X)
    half[:] = X / 2
    return float((4 * half * half).sum(axis=1).mean())
