import numpy as np


def weighted_sum(x, w, b):
    return x @ w + b


def sigmoid(z):
    return 0.5 * (1 + np.tanh(np.asarray(z) / 2))


def neuron(x, w, b):
    return sigmoid(weighted_sum(x, w, b)).item()


def neuron_batch(X, w, b):
    return sigmoid(np.dot(X, w) + np.full(len(X), b))
