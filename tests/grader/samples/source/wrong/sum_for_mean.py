# fails: values
# says: n = 6 times the right ones
import numpy as np


def neuron(x, w):
    return float((x * w).sum())


def layer(X, W):
    return np.array([[neuron(x, w) for w in W] for x in X])


def mean(x):
    return x.sum()


def power(x):
    return x * x * x
