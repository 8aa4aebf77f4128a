# fails: products
# says: 20 matrix products; 3 are allowed
import numpy as np


def table(Q, X):
    known = (X**2).sum(axis=1)
    return np.stack([(q**2).sum() + known - 2 * X @ q for q in Q])


def slope(f, x):
    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5


def layer(X, W):
    return X @ W


def two_layers(X, W):
    return layer(layer(X, W), W)
