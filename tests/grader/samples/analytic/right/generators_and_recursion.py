import numpy as np


def forward(X, layers):
    if not layers:
        return [X]
    W, b = layers[0]
    return [X, *forward(np.tanh(X @ W.T + b), layers[1:])]


def backward(dA, values):
    if len(values) == 1:
        return
    X, A = values[-2:]
    dZ = dA * (1 - A * A)
    yield dZ.T @ X, dZ.sum(axis=0)
    yield from backward(dA[:, :0] @ np.zeros((0, X.shape[1])), values[:-1])


def grads(X, T, params):
    values = forward(X, [(params["W"], params["b"])])
    steps = backward(2 * (values[-1] - T) / T.size, values)
    dW, db = next(steps)
    steps.close()
    return {"W": dW, "b": db}
