import numpy as np


def grads(X, T, params):
    found = {name: np.zeros(value.shape) for name, value in params.items()}
    for x, t in zip(X, T):
        a = np.tanh(np.dot(params["W"], x) + params["b"])
        dz = 2 * (a - t) * (1 - a * a) / T.size
        found["W"] += np.outer(dz, x)
        found["b"] += dz
    return found
