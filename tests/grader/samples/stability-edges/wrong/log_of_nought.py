# fails: large
# says: meets the logarithm of 0 at line
import numpy as np


def class_mean(X, y, c):
    rows = X[y == c]
    return rows.mean(axis=0) if len(rows) else np.zeros(X.shape[1])


def standardize(X):
    return (X - X.mean(axis=0)) / (X.std(axis=0) + 1e-8)


def log_softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return np.log(E / E.sum(axis=1, keepdims=True))
