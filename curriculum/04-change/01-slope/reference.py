import numpy as np
from mine import sigmoid


def derivative(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


def d_sigmoid(z):
    a = sigmoid(z)
    return a * (1 - a)


def d_tanh(z):
    return 1 - np.tanh(z) ** 2


def d_relu(z):
    return np.where(z > 0, 1.0, 0.0)
