import numpy as np


def fit(X, y, params):
    grads = {"b": np.zeros(1), "w": np.zeros_like(params["w"])}
    loss = 0.0
    for x, t in zip(X, y):
        e = (np.dot(x, params["w"]) + params["b"] - t).item()
        grads["w"] += 2 * e * x / y.size
        grads["b"] += 2 * e / y.size
        loss += e * e / y.size
    return loss, grads


def backward(dZ, X, W):
    return np.einsum("nk,kd->nd", dZ, W), np.einsum("nk,nd->kd", dZ, X), np.ones(len(dZ)) @ dZ


def switched(X, W):
    return (X @ W.T >= 0).T.astype(float) @ X


def switched_loss(X, W):
    return float(np.maximum(X @ W.T, 0).sum())
