# fails: steps
# says: is not cleared before the next round
# health: not-cleared
import numpy as np


def loss_and_grads(X, y, params):
    gap = X @ params["w"] + params["b"] - y
    return float((gap**2).mean()), {"w": 2 * X.T @ gap / len(X), "b": np.array(2 * gap.mean())}


def train(X, y, X_unseen, epochs, batch_size, lr, seed):
    rng = np.random.default_rng(seed)
    params = {"w": rng.normal(size=X.shape[1]), "b": np.array(0.0)}
    total = {k: 0 * params[k] for k in params}
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            loss, grads = loss_and_grads(X[batch], y[batch], params)
            total = {k: total[k] + grads[k] for k in params}
            params = {k: params[k] - lr * total[k] for k in params}
    return params
