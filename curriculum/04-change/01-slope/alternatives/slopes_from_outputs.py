import numpy as np


def derivative(f, x, h=1e-5):
    return 0.5 * (f(x + h) / h - f(x - h) / h)


def slope_from_output(output, curve):
    """The slope told from the height alone."""
    return {"sigmoid": lambda a: a - a * a, "tanh": lambda a: (1 - a) * (1 + a), "relu": np.sign}[curve](output)


def d_sigmoid(z):
    return slope_from_output(1 / (1 + np.exp(-z)), "sigmoid")


def d_tanh(z):
    return slope_from_output(np.tanh(z), "tanh")


def d_relu(z):
    return slope_from_output(np.maximum(z, 0), "relu")
