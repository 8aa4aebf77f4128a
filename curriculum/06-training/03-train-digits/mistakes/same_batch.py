# fails: each-example-once-per-epoch
# diagnosis: same-batch-every-time
import numpy as np


def train(X, y, sizes, epochs, batch_size, lr, seed):
    rng = np.random.default_rng(seed)
    params = init_params(sizes, rng)
    history = []
    for _ in range(epochs):
        total = 0.0
        batches = minibatches(len(X), batch_size, rng)
        for _ in batches:
            batch = batches[0]
            loss, grads = loss_and_grads(X[batch], y[batch], params)
            params = sgd_step(params, grads, lr)
            total += loss * len(batch)
        history.append(total / len(X))
    return params, history
