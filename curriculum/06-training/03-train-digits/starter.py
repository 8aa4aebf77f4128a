import numpy as np
from mine import forward, loss_and_grads


def init_params(sizes, rng):
    """From `init-network`: small random weights, biases of 0."""
    params = {}
    for l in range(1, len(sizes)):
        params[f"W{l}"] = rng.standard_normal((sizes[l], sizes[l - 1])) / np.sqrt(sizes[l - 1])
        params[f"b{l}"] = np.zeros(sizes[l])
    return params


def minibatches(n, batch_size, rng):
    """n examples, rng: np.random.Generator  ->  list of int arrays: the numbers 0..n-1, shuffled and cut"""
    raise NotImplementedError("Task 1")


def sgd_step(params, grads, lr):
    """params, grads: dicts with the same keys  ->  new dict, one step downhill. The old dict stays as it is."""
    raise NotImplementedError("Task 2")


def train(X, y, sizes, epochs, batch_size, lr, seed):
    """X: (n, 64), y: (n,), sizes such as (64, 30, 10)  ->  params, history (one mean loss per epoch)"""
    raise NotImplementedError("Task 3")


def predict(X, params):
    """X: (n, 64), params as train returns them  ->  (n,) digits"""
    raise NotImplementedError("Task 4")
