# fails: large-unseen
# says: meets an overflow in `exp` at line
import numpy as np


def class_mean(X, y, c):
    rows = X[y == c]
    return rows.mean(axis=0) if len(rows) else np.zeros(X.shape[1])


def standardize(X):
    return (X - X.mean(axis=0)) / (X.std(axis=0) + 1e-8)


def log_softmax(Z):
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
