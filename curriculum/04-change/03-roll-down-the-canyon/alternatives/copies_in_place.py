import numpy as np


def gradient_descent(grad, x0, lr, steps):
    x = np.array(x0, dtype=float)
    path = [x.copy()]
    while len(path) <= steps:
        x -= lr * grad(x)
        path.append(x.copy())
    return np.stack(path)
