import numpy as np
from mine import forward, loss_and_grads


def init_params(sizes, rng):
    params = {}
    for l in range(1, len(sizes)):
        params[f"W{l}"] = rng.standard_normal((sizes[l], sizes[l - 1])) / np.sqrt(sizes[l - 1])
        params[f"b{l}"] = np.zeros(sizes[l])
    return params


def minibatches(n, batch_size, rng):
    order = np.arange(n)
    rng.shuffle(order)
    return np.split(order, range(batch_size, n, batch_size))


def sgd_step(params, grads, lr):
    new = {k: v.copy() for k, v in params.items()}
    for k in new:
        new[k] -= lr * grads[k]
    return new


def train(X, y, sizes, epochs, batch_size, lr, seed):
    rng = np.random.default_rng(seed)
    params = init_params(sizes, rng)
    history = []
    while len(history) < epochs:
        losses = []
        for b in minibatches(y.size, batch_size, rng):
            loss, g = loss_and_grads(X[b], y[b], params)
            params = sgd_step(params, g, lr)
            losses.append(loss)
        history.append(float(np.mean(losses)))
    return params, history


def predict(X, params):
    _, Z = forward(X, params)
    return np.argmax(Z, axis=-1)
