import numpy as np


class Layers:
    @staticmethod
    def once(X, W):
        return np.einsum("nd,dk->nk", X, W)


layer = Layers.once


def two_layers(X, W):
    return X @ (W @ W)


def table(Q, X):
    D = np.add.outer(np.einsum("md,md->m", Q, Q), np.einsum("nd,nd->n", X, X))
    D -= 2 * np.inner(Q, X)
    return D


def slope(f, x):
    left, right = map(f, (x - 1e-5, x + 1e-5))
    return (right - left) / 2e-5
