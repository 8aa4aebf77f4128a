# fails: analytic
# says: times the array work
import numpy as np


def loss(X, T, p):
    return np.mean((np.tanh(X @ p["W"].T + p["b"]) - T) ** 2)


def grads(X, T, params):
    W, b = params["W"], params["b"]
    A = np.tanh(X @ W.T + b)
    dZ = 2 * (A - T) * (1 - A**2) / A.size
    nudges = 1e-6 * np.eye(b.size)
    up, down = (np.array([loss(X, T, {"W": W, "b": b + sign * row}) for row in nudges]) for sign in (1, -1))
    return {"W": dZ.T @ X, "b": (up - down) / 2e-6}
