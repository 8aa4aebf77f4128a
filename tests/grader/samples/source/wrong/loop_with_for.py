# fails: no-loop
# says: Yours has 1
import numpy as np


def neuron(x, w):
    return float((x * w).sum())


def layer(X, W):
    return np.array([[neuron(x, w) for w in W] for x in X])


def power(x):
    return x * x * x


def mean(x):
    total = 0.0
    for number in x:
        total += number
    return total / len(x)
