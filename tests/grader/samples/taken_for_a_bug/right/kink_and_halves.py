import numpy as np


def sigmoid_backward(dA, A):
    return np.multiply(dA, A * (1.0 - A))


def relu_backward(dA, Z):
    # At exactly 0 any slope from 0 to 1 is right.
    slope = np.where(Z > 0, 1.0, np.where(Z < 0, 0.0, 0.5))
    return slope * dA


def output_error(Z, y):
    # Divided by n before the target is taken off, and not after.
    n = len(y)
    P = np.exp(Z - np.logaddexp.reduce(Z, axis=1)[:, None]) / n
    P[np.arange(n), y] -= 1 / n
    return P


def step(w, X, y, rate):
    # The 1/2 belongs to the loss, the 2 to its slope.
    p = 0.5 * (1 + np.tanh(X @ w / 2))
    gradient = 2 * 0.5 * (p - y) @ X
    return w - (rate / len(X)) * gradient


def heads(X, count):
    width = X.shape[1] // count
    return np.stack([X[:, head * width : (head + 1) * width] for head in range(count)])


def conv_backward(dY, K):
    dX = np.zeros((dY.shape[0] + 1, dY.shape[1] + 2))
    for a, b in np.ndindex(K.shape):
        dX[a : a + dY.shape[0], b : b + dY.shape[1]] += K[a, b] * dY
    return dX
