# fails: every-step-is-downhill-by-lr
# diagnosis: averaged-twice
import numpy as np


def train(X, y, sizes, epochs, batch_size, lr, seed):
    rng = np.random.default_rng(seed)
    params = init_params(sizes, rng)
    history = []
    for _ in range(epochs):
        total = 0.0
        for batch in minibatches(len(X), batch_size, rng):
            loss, grads = loss_and_grads(X[batch], y[batch], params)
            params = sgd_step(params, grads, lr / len(batch))
            total += loss * len(batch)
        history.append(total / len(X))
    return params, history
