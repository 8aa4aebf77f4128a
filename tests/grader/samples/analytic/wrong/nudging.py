# fails: analytic
# says: matrix products for 48 parameters
import numpy as np


def loss(X, T, p):
    return np.mean((np.tanh(X @ p["W"].T + p["b"]) - T) ** 2)


def grads(X, T, params):
    found = {}
    for name, value in params.items():
        found[name] = np.zeros(value.shape)
        for i in np.ndindex(value.shape):
            old = value[i]
            value[i] = old + 1e-5
            up = loss(X, T, params)
            value[i] = old - 1e-5
            found[name][i] = (up - loss(X, T, params)) / 2e-5
            value[i] = old
    return found
