# fails: loss-falls
# says: Most hidden units are saturated
# health: saturated
import numpy as np


def forward(X, params):
    A = np.tanh(X @ params["W"].T + params["b"])
    return A, A @ params["v"]


def loss_and_grads(X, y, params):
    A, z = forward(X, params)
    p = 1 / (1 + np.exp(-z))
    loss = float(np.mean(np.logaddexp(0, z) - y * z))
    dz = (p - y) / len(y)
    dA = np.outer(dz, params["v"]) * (1 - A**2)
    return loss, {"W": dA.T @ X, "b": 0 * dA.sum(axis=0), "v": 0.05 * A.T @ dz}


def begin(d, h, rng):
    return {"W": 200 * np.sign(rng.normal(size=(h, d))), "b": np.zeros(h), "v": rng.normal(size=h) / np.sqrt(h)}


def train(X, y, epochs, lr, seed):
    rng = np.random.default_rng(seed)
    params = begin(X.shape[1], 8, rng)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), 10):
            batch = order[start : start + 10]
            loss, grads = loss_and_grads(X[batch], y[batch], params)
            params = {k: params[k] - lr * grads[k] for k in params}
    return params
