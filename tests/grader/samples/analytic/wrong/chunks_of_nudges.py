# fails: analytic
# says: stacked copies nudge all at once
import numpy as np


def slopes(X, T, W, b, moved_W, moved_b):
    Z = np.einsum("nd,pkd->pnk", X, W + moved_W) + (b + moved_b)[:, None, :]
    return np.mean((np.tanh(Z) - T) ** 2, axis=(1, 2)).imag / 1e-30


def grads(X, T, params):
    W, b = params["W"], params["b"]
    k, d = W.shape
    dW = np.zeros((k, d))
    for row in range(k):
        step = np.zeros((d, k, d), dtype=complex)
        step[np.arange(d), row, np.arange(d)] = 1e-30j
        dW[row] = slopes(X, T, W, b, step, np.zeros((d, k)))
    return {"W": dW, "b": slopes(X, T, W, b, np.zeros((k, k, d)), 1e-30j * np.eye(k))}
