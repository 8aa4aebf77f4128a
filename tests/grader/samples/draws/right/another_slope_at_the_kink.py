import math
from operator import mul

import numpy as np


def center(x):
    x = x.copy()
    x -= math.fsum(x) / x.size
    return x


def clip(x, top):
    return np.minimum(np.maximum(x, 0.0), top)


parity = lambda n: n & 1


def bend(name, z):
    if name == "tanh":
        e = np.exp(-2 * np.abs(z))
        return np.sign(z) * (1 - e) / (1 + e)
    return z * (z > 0) if name == "relu" else +z


def one_hot(y, k):
    return np.stack([y == c for c in range(k)], axis=1).astype(float)


def relu_slope(W, x):
    return np.heaviside(W @ x, 0.5)


def jitter(x, rng):
    return np.array([number + rng.normal() for number in x])


def brightest(X):
    return max(range(len(X)), key=lambda row: X[row].sum())


def outer(u, v):
    return np.array([[mul(a, b) for b in v] for a in u])
