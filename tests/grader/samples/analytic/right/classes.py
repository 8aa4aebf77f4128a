import numpy as np


class Tanh:
    def forward(self, Z):
        self.A = np.tanh(Z)
        return self.A

    def backward(self, dA):
        return dA * (1 - self.A**2)


class Dense:
    def __init__(self, W, b):
        self.W, self.b, self.grads = W, b, {}

    def forward(self, X):
        self.X = X
        return X @ self.W.T + self.b

    def backward(self, dZ):
        self.grads = {"W": dZ.T @ self.X, "b": dZ.sum(axis=0)}
        return dZ @ self.W


def grads(X, T, params):
    layers = [Dense(params["W"], params["b"]), Tanh()]
    A = X
    for layer in layers:
        A = layer.forward(A)
    back = 2 * (A - T) / A.size
    for layer in reversed(layers):
        back = layer.backward(back)
    return layers[0].grads
