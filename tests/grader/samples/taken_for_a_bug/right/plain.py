from numpy import array, eye, exp, pad  # the long way, by the textbook

import numpy as np


def sigmoid_backward(dA, A):
    Z = np.log(A / (1 - A))
    s = 1 / (1 + exp(-Z))
    return dA * s * (1 - s)


def relu_backward(dA, Z):
    return np.where(Z > 0, dA, 0)


def output_error(Z, y):
    # The whole Jacobian of the softmax, and the slope of the logarithm: equal to p - y.
    rows = []
    for z, right in zip(Z, y):
        p = exp(z - z.max()) / exp(z - z.max()).sum()
        rows.append((np.diag(p) - np.outer(p, p)) @ (-eye(len(p))[right] / p[right]))
    return array(rows) / len(y)


def step(w, X, y, rate):
    p = 1 / (1 + exp(-(X @ w)))
    return w - rate * (X * (p - y)[:, None]).mean(axis=0)


def heads(X, count):
    return array(np.split(X, count, axis=1))


def conv_backward(dY, K):
    padded = pad(dY, ((1, 1), (2, 2)))
    out = np.zeros((dY.shape[0] + 1, dY.shape[1] + 2))
    for i, j in np.ndindex(out.shape):
        out[i, j] = np.vdot(padded[i : i + 2, j : j + 3], np.rot90(K, 2))
    return out
