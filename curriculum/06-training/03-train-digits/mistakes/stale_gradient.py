# fails: every-step-is-downhill-by-lr
# diagnosis: stale-gradient
import numpy as np


def train(X, y, sizes, epochs, batch_size, lr, seed):
    rng = np.random.default_rng(seed)
    params = init_params(sizes, rng)
    history = []
    for _ in range(epochs):
        total, start = 0.0, params
        for batch in minibatches(len(X), batch_size, rng):
            loss, grads = loss_and_grads(X[batch], y[batch], start)
            params = sgd_step(params, grads, lr)
            total += loss * len(batch)
        history.append(total / len(X))
    return params, history
