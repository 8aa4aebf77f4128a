# fails: analytic
# says: matrix products for 48 parameters
import numpy as np


def grads(X, T, params):
    W, b = params["W"], params["b"]
    A = np.tanh(X @ W.T + b)
    found = {"W": np.zeros(W.shape), "b": np.zeros(b.shape)}
    for name, value in params.items():
        for i in np.ndindex(value.shape):
            along = {key: np.zeros(one.shape) for key, one in params.items()}
            along[name][i] = 1.0
            slope = (1 - A**2) * (X @ along["W"].T + along["b"])
            found[name][i] = np.mean(2 * (A - T) * slope)
    return found
