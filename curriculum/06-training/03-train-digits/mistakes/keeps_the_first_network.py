# fails: learns-what-it-is-told
# diagnosis: kept-between-calls
import numpy as np

trained = {}


def train(X, y, sizes, epochs, batch_size, lr, seed):
    done = (X.sum(), sizes, epochs, batch_size, lr, seed)
    if done in trained:
        return trained[done]
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
    trained[done] = params, history
    return trained[done]
