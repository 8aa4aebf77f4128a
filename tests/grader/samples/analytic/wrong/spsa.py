# fails: right
# says: relative error
import numpy as np


def loss(X, T, p):
    return np.mean((np.tanh(X @ p["W"].T + p["b"]) - T) ** 2)


def grads(X, T, params):
    rng = np.random.default_rng(0)
    found = {name: np.zeros(value.shape) for name, value in params.items()}
    for _ in range(200):
        side = {name: rng.choice([-1.0, 1.0], value.shape) for name, value in params.items()}
        up = loss(X, T, {name: value + 1e-5 * side[name] for name, value in params.items()})
        down = loss(X, T, {name: value - 1e-5 * side[name] for name, value in params.items()})
        for name in found:
            found[name] += (up - down) / 2e-5 * side[name] / 200
    return found
