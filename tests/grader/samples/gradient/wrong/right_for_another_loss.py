# fails: fit
# says: right for the loss you wrote
import numpy as np


def fit(X, y, params):
    error = X @ params['w'] + params['b'] - y
    grads = {'w': 4 * X.T @ error**3 / len(y), 'b': np.array([4 * (error**3).mean()])}
    return float(np.mean(error**4)), grads


def backward(dZ, X, W):
    return dZ @ W, dZ.T @ X, dZ.sum(axis=0)


def switched(X, W):
    return (X @ W.T > 0).T.astype(float) @ X


def switched_loss(X, W):
    return float(np.maximum(X @ W.T, 0).sum())
