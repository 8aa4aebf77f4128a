import numpy as np
from mine import forward, loss_and_grads


def init_params(sizes, rng):
    params = {}
    for l in range(1, len(sizes)):
        params[f"W{l}"] = rng.standard_normal((sizes[l], sizes[l - 1])) / np.sqrt(sizes[l - 1])
        params[f"b{l}"] = np.zeros(sizes[l])
    return params


def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[s : s + batch_size] for s in range(0, n, batch_size)]


def sgd_step(params, grads, lr):
    return {k: params[k] - lr * grads[k] for k in params}


def train(X, y, sizes, epochs, batch_size, lr, seed):
    rng = np.random.default_rng(seed)
    params = init_params(sizes, rng)
    history = []
    for _ in range(epochs):
        total = 0.0
        for batch in minibatches(len(X), batch_size, rng):
            loss, grads = loss_and_grads(X[batch], y[batch], params)
            params = sgd_step(params, grads, lr)
            total += loss * len(batch)
        history.append(total / len(X))
    return params, history


def predict(X, params):
    return forward(X, params)[1].argmax(axis=1)
