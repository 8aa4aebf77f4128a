# fails: analytic
# says: matrix products for 48 parameters
import numpy as np


def loss(X, T, p):
    return np.mean((np.tanh(X @ p["W"].T + p["b"]) - T) ** 2)


class Net:
    def __init__(self, X, T, params):
        self.loss = lambda p: loss(X, T, p)
        self.params = params

    def nudged(self, name, i):
        p = {key: np.array(value.tolist(), dtype=complex) for key, value in self.params.items()}
        p[name].ravel()[i] += 1e-30j
        return p

    def slope(self, name):
        shape = self.params[name].shape
        passes = map(lambda i: self.loss(self.nudged(name, i)).imag / 1e-30, range(int(np.prod(shape))))
        return np.fromiter(passes, float).reshape(shape)


def grads(X, T, params):
    net = Net(X, T, params)
    return {name: net.slope(name) for name in params}
