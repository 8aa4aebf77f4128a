# fails: relu
# says: `dW` is off
import numpy as np


def fit(X, y, params):
    error = X @ params["w"] + params["b"] - y
    grads = {"w": 2 * X.T @ error / len(y), "b": np.array([2 * error.mean()])}
    return float(np.mean(error**2)), grads


def backward(dZ, X, W):
    return dZ @ W, dZ.T @ X, dZ.sum(axis=0)


def switched(X, W):
    return np.ones(len(W))[:, None] * X.sum(axis=0)


def switched_loss(X, W):
    return float(np.maximum(X @ W.T, 0).sum())
