# fails: fit
# says: `grads["w"]` is off: relative error 0.33, a correct one is below 1e-6.
import numpy as np


def fit(X, y, params):
    error = X @ params['w'] + params['b'] - y
    grads = {'w': X.T @ error / len(y), 'b': np.array([error.mean()])}
    return float(np.mean(error**2)), grads


def backward(dZ, X, W):
    return dZ @ W, dZ.T @ X, dZ.sum(axis=0)


def switched(X, W):
    return (X @ W.T > 0).T.astype(float) @ X


def switched_loss(X, W):
    return float(np.maximum(X @ W.T, 0).sum())
