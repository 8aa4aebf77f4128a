# fails: steps
# says: Python steps; 2,000 are allowed
import numpy as np


def table(Q, X):
    return np.array([[((q - x) ** 2).sum() for x in X] for q in Q])


def slope(f, x):
    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5


def layer(X, W):
    return X @ W


def two_layers(X, W):
    return layer(layer(X, W), W)
