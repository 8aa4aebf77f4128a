import numpy as np


def nudged(x, by):
    for place in range(x.size):
        copy = x.astype(float)
        copy.flat[place] += by
        yield copy


def numerical_gradient(f, x, h=1e-5):
    above = np.fromiter(map(f, nudged(x, h)), float)
    below = np.fromiter(map(f, nudged(x, -h)), float)
    return np.subtract(above, below).reshape(x.shape) / (h + h)
