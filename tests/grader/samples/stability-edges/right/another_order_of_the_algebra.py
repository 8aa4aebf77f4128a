import numpy as np


def log_softmax(Z):
    return -np.log(np.exp(Z[:, None, :] - Z.max(axis=1)[:, None, None]).sum(axis=2)) + Z - Z.max(axis=1)[:, None]


def class_mean(X, y, c):
    chosen = (y == c).astype(float)
    return chosen @ X / max(chosen.sum(), 1)


def standardize(X):
    Xs = X.copy()
    Xs -= np.average(Xs, axis=0)
    Xs /= np.sqrt(np.var(X, axis=0)) + 1e-8
    return Xs
