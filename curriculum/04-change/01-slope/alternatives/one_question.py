import numpy as np


def derivative(f, x, h=1e-5):
    # Both sides in one question: f works number by number, so it takes a stack of the two as well.
    above, below = f(np.stack([np.add(x, h), np.subtract(x, h)]))
    return (above - below) / h / 2


def d_sigmoid(z):
    return (1 - np.tanh(z / 2) ** 2) / 4


def d_tanh(z):
    return 1 / np.square(np.cosh(z))


def d_relu(z):
    return np.heaviside(z, 0.5)
