# fails: no-power
# says: `**` is what you are building here
import numpy as np


def neuron(x, w):
    return float((x * w).sum())


def layer(X, W):
    return np.array([[neuron(x, w) for w in W] for x in X])


def mean(x):
    return x.sum() / x.size


def power(x):
    return x**3
