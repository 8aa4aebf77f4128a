# fails: analytic
# says: stacked copies nudge all at once
import numpy as np


def grads(X, T, params):
    W, b = params["W"], params["b"]
    flat = np.concatenate([W.ravel(), b])
    moved = flat + 1e-30j * np.eye(flat.size)
    Ws, bs = moved[:, : W.size].reshape(-1, *W.shape), moved[:, W.size :]
    A = np.tanh(np.einsum("nd,pkd->pnk", X, Ws) + bs[:, None, :])
    g = np.mean((A - T) ** 2, axis=(1, 2)).imag / 1e-30
    return {"W": g[: W.size].reshape(W.shape), "b": g[W.size :]}
