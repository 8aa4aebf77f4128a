# fails: analytic
# says: the chain rule is exact
import numpy as np


def grads(X, T, params):
    A = np.tanh(X @ params["W"].T + params["b"])
    dZ = (2 * (A - T) * (1 - A**2) / A.size).astype(np.float32).astype(float)
    return {"W": dZ.T @ X, "b": dZ.sum(axis=0)}
