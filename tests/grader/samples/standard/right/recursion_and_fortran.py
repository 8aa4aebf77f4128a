import numpy as np


def center(X, mu):
    if X.ndim == 1:
        return X - mu
    return np.asfortranarray([center(row, mu) for row in X])


def mean_loss(X):
    if len(X) == 1:
        return float(X[0] @ X[0])
    return (mean_loss(X[:1]) + (len(X) - 1) * mean_loss(X[1:])) / len(X)
