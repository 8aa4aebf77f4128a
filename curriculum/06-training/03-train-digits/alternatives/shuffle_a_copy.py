import numpy as np
from mine import forward, loss_and_grads


def init_params(sizes, rng):
    params = {}
    for l in range(1, len(sizes)):
        params[f"W{l}"] = rng.standard_normal((sizes[l], sizes[l - 1])) / np.sqrt(sizes[l - 1])
        params[f"b{l}"] = np.zeros(sizes[l])
    return params


def minibatches(n, batch_size, rng):
    order = list(rng.choice(n, size=n, replace=False))
    out = []
    while order:
        out.append(np.array(order[:batch_size]))
        order = order[batch_size:]
    return out


def sgd_step(params, grads, lr):
    return dict((name, np.add(params[name], -lr * grads[name])) for name in params)


def train(X, y, sizes, epochs, batch_size, lr, seed):
    order_rng, init_rng = np.random.default_rng(seed + 1), np.random.default_rng(seed)
    params, history = init_params(sizes, init_rng), []
    for epoch in range(epochs):
        idx = np.concatenate(minibatches(len(X), batch_size, order_rng))
        Xs, ys = X[idx], y[idx]
        epoch_loss = np.zeros(len(X))
        for s in range(0, len(X), batch_size):
            e = slice(s, s + batch_size)
            epoch_loss[e], g = loss_and_grads(Xs[e], ys[e], params)
            params = sgd_step(params, g, lr)
        history.append(epoch_loss.mean())
    return params, history


def predict(X, params):
    Z = forward(X, params)[1]
    Z = Z - Z.max(axis=1, keepdims=True)
    P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    return np.array([int(np.argmax(p)) for p in P])
