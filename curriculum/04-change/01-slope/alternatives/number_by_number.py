import math

import numpy as np


def derivative(f, x, h=1e-5):
    left, right = x - h, x + h
    rise = f(right) - f(left)
    return rise / (h + h)


@np.vectorize
def d_sigmoid(z):
    e = math.exp(-abs(z))
    return e / (1 + e) ** 2


@np.vectorize
def d_tanh(z):
    e = math.exp(-2 * abs(z))
    return 4 * e / (1 + e) ** 2


@np.vectorize
def d_relu(z):
    return 1.0 if z > 0 else 0.0
