import numpy as np


def grads(X, T, params):
    A = np.tanh(np.tensordot(X, params["W"], axes=(1, 1)) + params["b"])
    dZ = 2 * (A - T) * (1 - A**2) / A.size
    return {"W": (dZ[:, :, None] * X[:, None, :]).sum(axis=0), "b": np.einsum("nk->k", dZ)}
