# fails: large
# says: few entries are wrong. Checked at 400 of 12,001 entries and along 8 directions.
import numpy as np


def fit(X, y, params):
    error = X @ params["w"] + params["b"] - y
    grads = {"w": 2 * X.T @ error / len(y), "b": np.array([2 * error.mean()])}
    if len(grads["w"]) > 10_000:
        grads["w"][7] += 1
    return float(np.mean(error**2)), grads


def backward(dZ, X, W):
    return dZ @ W, dZ.T @ X, dZ.sum(axis=0)


def switched(X, W):
    return (X @ W.T > 0).T.astype(float) @ X


def switched_loss(X, W):
    return float(np.maximum(X @ W.T, 0).sum())
