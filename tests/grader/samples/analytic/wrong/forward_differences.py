# fails: analytic
# says: stacked copies nudge all at once
import numpy as np


def loss(X, T, p):
    return np.mean((np.tanh(X @ p["W"].T + p["b"]) - T) ** 2)


def grads(X, T, params):
    W, b = params["W"], params["b"]
    flat = np.r_[W.ravel(), b]
    moved = flat + 1e-8 * np.eye(flat.size)
    Ws, bs = moved[:, : W.size].reshape(-1, *W.shape), moved[:, W.size :]
    Z = np.einsum("nd,pkd->pnk", X, Ws) + bs[:, None, :]
    g = (np.mean((np.tanh(Z) - T) ** 2, axis=(1, 2)) - loss(X, T, params)) / 1e-8
    return {"W": g[: W.size].reshape(W.shape), "b": g[W.size :]}
