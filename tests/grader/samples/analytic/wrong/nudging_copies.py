# fails: analytic
# says: times the Python steps: one parameter at a time
import numpy as np


def loss(X, T, p):
    return np.mean((np.tanh(X @ p["W"].T + p["b"]) - T) ** 2)


def grads(X, T, params):
    found = {}
    X, T = X.tolist(), T.tolist()
    X, T = np.array(X), np.array(T)
    for name in params:
        p = {key: np.array(value.tolist(), dtype=complex) for key, value in params.items()}
        found[name] = np.zeros(p[name].shape)
        for i in np.ndindex(p[name].shape):
            p[name][i] += 1e-30j
            found[name][i] = loss(X, T, p).imag / 1e-30
            p[name][i] = p[name][i].real
    return found
