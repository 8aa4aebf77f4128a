import numpy as np


def center(X, mu):
    C = X.astype(float)
    C -= mu
    return C


def mean_loss(X):
    total = 0.0
    for row in X:
        total += np.dot(row, row)
    return total / len(X)
