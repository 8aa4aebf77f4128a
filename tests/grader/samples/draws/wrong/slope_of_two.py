# fails: kinks
# says: is off
import numpy as np


def center(x):
    return x - x.mean()


def clip(x, top):
    return np.clip(x, 0, top)


def parity(n):
    return n % 2


def bend(name, z):
    return {"tanh": np.tanh, "relu": lambda z: np.maximum(z, 0), "none": lambda z: z}[name](z)


def one_hot(y, k):
    return np.eye(k)[y]


def jitter(x, rng):
    return x + rng.standard_normal(x.shape)


def brightest(X):
    return X.sum(axis=1).argmax()


def outer(u, v):
    return u[:, None] * v


def relu_slope(W, x):
    return 2.0 * (W @ x > 0)
