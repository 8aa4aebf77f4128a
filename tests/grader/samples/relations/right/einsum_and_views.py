import numpy as np


def grams(X):
    G = np.zeros((X.shape[1], X.shape[1]), order="F")
    for row in X:
        G += row[:, np.newaxis] * row
    return G.T


def total(X, y):
    residual = np.einsum("nd->n", X) - y
    residual *= residual
    return residual.sum()


first_best = np.vectorize(np.argmax, signature="(k)->()")


def places(n):
    return np.arange(n).tolist()


def label(x):
    return "du"[x > 0] + "op"[x > 0] + "wn" * (x <= 0)
