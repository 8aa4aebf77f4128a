# fails: analytic
# says: times the array work
import numpy as np


def grads(X, T, params):
    W, b = params["W"], params["b"]
    A = np.tanh(X @ W.T + b)
    dZ = 2 * (A - T) * (1 - A**2) / A.size
    db = np.zeros(b.shape)
    for j in range(b.size):
        moved = np.array(b, dtype=complex)
        moved[j] += 1e-30j
        db[j] = np.mean((np.tanh(X @ np.array(W).T + moved) - T) ** 2).imag / 1e-30
    return {"W": dZ.T @ X, "b": db}
