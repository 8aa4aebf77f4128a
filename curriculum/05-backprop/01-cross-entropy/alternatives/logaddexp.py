import numpy as np


def log_probabilities(Z):
    return Z - np.logaddexp.reduce(Z, axis=1)[:, None]


def cross_entropy(Z, y):
    return -np.take_along_axis(log_probabilities(Z), y[:, None], axis=1).mean()


def cross_entropy_grad(Z, y):
    n, k = Z.shape
    return (np.exp(log_probabilities(Z)) - np.eye(k)[y]) / n
