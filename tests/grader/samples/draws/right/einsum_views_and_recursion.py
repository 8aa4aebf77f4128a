import numpy as np


def center(x):
    return np.einsum("ij,j->i", np.eye(len(x)) - 1 / len(x), x)


def clip(x, top):
    return np.where(x < 0, 0, np.where(x > top, top, x))


def parity(n):
    return parity(n + 2) if n < 0 else n if n < 2 else parity(n - 2)


class Bend:
    def __init__(self, name):
        self.name = name

    def __call__(self, z):
        return getattr(self, self.name)(z)

    tanh = staticmethod(np.tanh)
    relu = staticmethod(lambda z: (z + abs(z)) / 2)
    none = staticmethod(lambda z: z.view())


def bend(name, z):
    return Bend(name)(z)


def one_hot(y, k):
    Y = np.zeros((len(y), k), order="F")
    Y[range(len(y)), y] = 1
    return Y


def relu_slope(W, x):
    return np.where((W * x).sum(1) >= 0, 1.0, 0.0)


def jitter(x, rng):
    noise = rng.normal(size=len(x))
    noise += x
    return noise


def brightest(X):
    return np.argsort(-np.einsum("nd->n", X), kind="stable")[0]


def outer(u, v):
    return np.outer(v, u).T
