# fails: step
# says: `w_new` is off
import numpy as np


def sigmoid_backward(dA, A):
    # A has been through the sigmoid already: no sigmoid here.
    return dA * (A - A**2)


def relu_backward(dA, Z):
    # The slope from the output, by setting places to 0.
    A = np.maximum(Z, 0)
    delta = dA.copy()
    delta[A == 0] = 0
    return delta


def output_error(Z, y):
    # No slope of the softmax: it is in p - y.
    p = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    p[range(len(y)), y] -= 1
    return p / len(y)


def step(w, X, y, rate):
    # Uphill.
    error = y - 1 / (1 + np.exp(-X @ w))
    return w - rate * error @ X / len(X)


def heads(X, count):
    # A view first, then the axes change places.
    view = X.reshape(len(X), count, -1)
    return np.swapaxes(view, 0, 1)


def conv_backward(dY, K):
    # No kernel is flipped where every window adds to its own pixels.
    dX = np.zeros((dY.shape[0] + 1, dY.shape[1] + 2))
    for i in range(dY.shape[0]):
        for j in range(dY.shape[1]):
            dX[i : i + 2, j : j + 3] += dY[i, j] * K
    return dX
